#!/bin/sh
# Installs a package of Debian when none of the commands that it brings is there, or says what to install.
# Usage: sh tests/ensure_package.sh PACKAGE WHAT_FOR COMMAND ...; a library stands for a command, like libc.so.6.
set -eu
package=$1
purpose=$2
shift 2
for command in "$@"; do
  PATH="$PATH:/usr/sbin" command -v "$command" >/dev/null 2>&1 && exit 0
  PATH="$PATH:/usr/sbin:/sbin" ldconfig -p 2>/dev/null | grep -q "^[[:space:]]*$command " && exit 0
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "$purpose need $package: installing it ..."
  apt-get update -qq
  # Without its service, which would listen on a port.
  DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "$package" >/dev/null
  exit 0
fi
echo "$purpose need $package: install it (Debian: sudo apt-get install $package), then run make test again." >&2
exit 1
