#!/bin/sh
if [ "$INPUT_PUSH" = "true" ]; then
  choco push demo.nupkg --api-key "$INPUT_KEY"
fi
