#!/usr/bin/env bash
# Provides librdkafka >= 2.8 in .setup/native where the package feed lacks librdkafka.redist.
# Builds the distribution's own source package (trixie suite), found through this machine's apt configuration.
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
target="$top/.setup/native"
suite=trixie
[ -s "$target/librdkafka.so.1" ] && exit 0

say() { printf '  %s\n' "$*"; }
fail() { printf 'librdkafka: %s\n' "$*" >&2; exit 3; }
command -v apt-get >/dev/null || fail "the package feed lacks librdkafka.redist and this is not a Debian-like system.
  Remedy: put a librdkafka >= 2.8 at .setup/native/librdkafka.so.1, or use a NuGet feed that carries librdkafka.redist."
sudo=""
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || fail "apt-get needs root. Remedy: run './engage setup' once as root, or install sudo."
  sudo=sudo
fi

work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/archives/partial"
say "installing build tools for librdkafka (apt-get)"
tools="dpkg-dev gcc make libc6-dev libssl-dev zlib1g-dev liblz4-dev libzstd-dev libsasl2-dev libcurl4-openssl-dev"
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086
if ! $sudo apt-get install -y -qq $tools >"$work/log" 2>&1; then
  $sudo apt-get update -qq >>"$work/log" 2>&1 || true
  $sudo apt-get install -y -qq $tools >>"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; fail "apt-get install of build tools failed (log above)."; }
fi

site=$(apt-get indextargets --format '$(REPO_URI) $(COMPONENT) $(RELEASE)' 'Created-By: Packages' |
  awk '$2=="main" && $3 !~ /security|updates|backports/ {print $1; exit}')
[ -n "$site" ] || fail "no Debian archive in this machine's apt configuration. Remedy: run 'apt-get update', then './engage setup'."
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb-src [signed-by=$keyring] $site $suite main" >"$work/sources.list"
apt_options=(-o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null
  -o Dir::State::Lists="$work/lists" -o Dir::Cache::Archives="$work/archives" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=
  -o APT::Sandbox::User=root)
say "fetching the librdkafka source package ($suite)"
(cd "$work" && apt-get "${apt_options[@]}" update -qq && apt-get "${apt_options[@]}" source -qq librdkafka) >>"$work/log" 2>&1 ||
  { tail -n 20 "$work/log" >&2; fail "the source package could not be fetched (log above)."; }

say "building librdkafka (about half a minute)"
(cd "$work"/librdkafka-*/ && ./configure --prefix=/usr && make -C src -j"$(nproc)" librdkafka.so.1) >>"$work/log" 2>&1 ||
  { tail -n 20 "$work/log" >&2; fail "the build failed (log above)."; }
mkdir -p "$target"
strip --strip-unneeded -o "$work/stripped" "$work"/librdkafka-*/src/librdkafka.so.1
mv "$work/stripped" "$target/librdkafka.so.1"
say "librdkafka is in .setup/native"
