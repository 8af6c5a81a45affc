#!/bin/sh
# Expected: of the prebuilt runtimes, which are optional dependencies with "os" and "cpu", npm installs the one of this
# machine.
# Observed (node-llama-cpp 3.22.1): those for 64-bit and 32-bit ARM Linux name x64 among their CPUs, and those for CUDA
# and Vulkan do not ask for a graphics card. An x64 Linux without one gets six runtimes, 670 MB of which 30 MB are used.
# Consequence: npm install --omit=optional, and name the package of the platform (@node-llama-cpp/linux-x64) as well.
set -eu
for name in linux-arm64 linux-armv7l linux-x64-cuda-ext linux-x64; do
  cpus=$(npm view "@node-llama-cpp/$name@3.22.1" cpu --json | tr -d ' \n')
  echo "$name $cpus"
  case $cpus in *'"x64"'*) ;; *) exit 1 ;; esac
done
