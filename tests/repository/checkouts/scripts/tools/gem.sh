#!/usr/bin/env bash
if [ "$1" = "really" ]; then
  gem push *.gem
else
  echo "gem push *.gem"
fi
