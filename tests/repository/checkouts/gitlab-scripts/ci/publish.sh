#!/bin/sh
set -e
cd ..
uv publish
