# Sourced by scripts that run something in a bare Debian: another system in a folder, entered as root.

# make_bare SUITE FOLDER: fetches a bare Debian, if it is not there yet.
make_bare() {
  local suite=$1 folder=$2
  [ ! -e "$folder/hemiola-ready" ] || return 0
  mkdir -p "$folder"
  debootstrap --variant=minbase --include=ca-certificates "$suite" "$folder" http://deb.debian.org/debian || return 1
  if [ "$suite" != sid ] && [ "$suite" != unstable ]; then
    echo "deb http://deb.debian.org/debian-security $suite-security main" >"$folder/etc/apt/sources.list.d/security.list"
  fi
  # How this system fetches packages, such as through a proxy.
  apt-config dump | grep -E '^Acquire::(Check-Valid-Until|https?|ForceIPv4)\b' \
    >"$folder/etc/apt/apt.conf.d/50as-outside" || true
  # No package starts a service there.
  printf '#!/bin/sh\nexit 101\n' >"$folder/usr/sbin/policy-rc.d"
  chmod +x "$folder/usr/sbin/policy-rc.d"
  touch "$folder/hemiola-ready"
}

# enter FOLDER COMMAND...: runs a command there, with processes and mounts of its own that end with it.
enter() {
  unshare --mount --pid --fork --kill-child bash -c '
    set -e
    folder=$1
    shift
    mount --bind "$folder" "$folder"  # or nobody in there could have mounts of their own
    mount -t proc proc "$folder/proc"
    mount --rbind /sys "$folder/sys"
    mount --rbind /dev "$folder/dev"
    mount -t tmpfs -o mode=1777 tmpfs "$folder/dev/shm"
    cp /etc/resolv.conf "$folder/etc/resolv.conf"
    exec chroot "$folder" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
      DEBIAN_FRONTEND=noninteractive "$@"' enter "$@"
}
