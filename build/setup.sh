# Sourced by ../engage: what has to be there before anything runs. Every step is skipped when it has been done.

say() { printf '\033[2m· %s\033[0m\n' "$*" >&2; }
stop() { printf 'engage: %s\n' "$*" >&2; exit 3; }

require_sdk() {
  command -v dotnet >/dev/null || stop "the .NET 10 SDK is missing. Remedy: install it from your distribution or Microsoft, so that 'dotnet --version' prints 10.x."
  dotnet --list-sdks | grep -q '^10\.' || stop "the .NET 10 SDK is missing; found: $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' '). Remedy: install a 10.x SDK."
}

# librdkafka comes with the NuGet package librdkafka.redist; where the feed lacks that, from the distribution.
require_librdkafka() {
  [ -s "$top/.setup/native/librdkafka.so.1" ] || [ -e "$top/.setup/feed-has-librdkafka" ] && return
  mkdir -p "$top/.setup"
  say "checking whether the package feed carries librdkafka.redist"
  local probe version
  probe=$(mktemp -d)
  version=$(sed -n 's/.*"Confluent.Kafka" Version="\([^"]*\)".*/\1/p' "$top/Directory.Packages.props")
  cat >"$probe/probe.csproj" <<XML
<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
<ItemGroup><PackageReference Include="librdkafka.redist" Version="$version" /></ItemGroup></Project>
XML
  if dotnet restore "$probe" >"$probe/log" 2>&1; then
    touch "$top/.setup/feed-has-librdkafka"
  elif grep -qE 'NU110[12]' "$probe/log"; then
    say "it does not: building librdkafka from the distribution's source"
    "$top/build/librdkafka.sh" || { rm -rf "$probe"; exit 3; }
  else
    tail -n 10 "$probe/log" >&2
    rm -rf "$probe"
    stop "packages could not be restored (log above). Remedy: check the NuGet configuration and the network."
  fi
  rm -rf "$probe"
}

# Builds only when a source file is newer than the last build of the same target.
build() { # target, stamp
  local stamp="$top/.setup/$2"
  if [ -e "$stamp" ] && [ -z "$(find "$top/src" "$top/tests" "$top/load-tests" "$top/playbooks" "$top/demo" "$top/build" \
    "$top"/*.props "$top"/*.targets "$top"/.editorconfig -newer "$stamp" -type f -print -quit 2>/dev/null)" ]; then
    return
  fi
  say "building (the first time takes a minute or two; the log is in .setup/build.log)"
  mkdir -p "$top/.setup"
  # One compiler for all projects, warm, halves the time of a first build, also where the environment would start one for each.
  if ! dotnet build "$1" -c Release -v q -p:UseSharedCompilation=true >"$top/.setup/build.log" 2>&1; then
    grep -E 'error|warn' "$top/.setup/build.log" | sort -u | head -n 20 >&2
    stop "the build failed (errors above, whole log in .setup/build.log)."
  fi
  touch "$stamp"
}

setup_program() {
  require_sdk
  require_librdkafka
  [ -e "$top/.setup/built-all" ] && build "$top/EngageStream.sln" built-all || build "$top/src/EngageStream.Host" built-program
}

setup_all() {
  require_sdk
  require_librdkafka
  build "$top/EngageStream.sln" built-all
}

# Programs that only the tests use: Kafka clients not written here, a JSON Schema validator, a Redis, and what makes certificates.
setup_test_tools() {
  setup_prometheus
  local missing=""
  command -v kcat >/dev/null || missing="$missing kcat"
  command -v curl >/dev/null || missing="$missing curl"
  command -v openssl >/dev/null || missing="$missing openssl"
  /usr/bin/python3 -c 'import jsonschema' 2>/dev/null || missing="$missing python3-jsonschema"
  /usr/bin/python3 -c 'import kafka' 2>/dev/null || missing="$missing python3-kafka"
  /usr/bin/python3 -c 'import confluent_kafka' 2>/dev/null || missing="$missing python3-confluent-kafka"
  command -v redis-server >/dev/null || missing="$missing redis-server"
  # The chart is rendered by what Helm is made of.
  command -v go >/dev/null || ls /usr/lib/go-*/bin/go >/dev/null 2>&1 || missing="$missing golang-go"
  [ -d /usr/share/gocode/src/github.com/Masterminds/sprig ] || missing="$missing golang-github-masterminds-sprig-dev"
  [ -z "$missing" ] && return
  say "installing for the tests:$missing"
  command -v apt-get >/dev/null || stop "the tests need:$missing. Remedy: install them with your package manager."
  local sudo=""
  [ "$(id -u)" = 0 ] || sudo=sudo
  # shellcheck disable=SC2086
  { DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq $missing ||
    { $sudo apt-get update -qq; DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq $missing; }; } >"$top/.setup/apt.log" 2>&1 ||
    { tail -n 10 "$top/.setup/apt.log" >&2; stop "apt-get could not install$missing (log above)."; }
}

# Prometheus and promtool out of Debian's package, unpacked and not installed: an installation would start a service.
setup_prometheus() {
  { command -v prometheus && command -v promtool || [ -x "$top/.setup/prometheus/usr/bin/promtool" ]; } >/dev/null && return
  command -v apt-get >/dev/null || stop "the tests need prometheus and promtool. Remedy: put them on the path."
  say "fetching Debian's Prometheus for the tests"
  local folder sudo=""
  [ "$(id -u)" = 0 ] || sudo=sudo
  folder=$(mktemp -d)
  { (cd "$folder" && apt-get download -qq prometheus) || { $sudo apt-get update -qq && (cd "$folder" && apt-get download -qq prometheus); }; } \
    >"$top/.setup/prometheus.log" 2>&1 ||
    { tail -n 10 "$top/.setup/prometheus.log" >&2; stop "apt-get could not download prometheus (log above)."; }
  mkdir -p "$top/.setup/prometheus"
  dpkg-deb --fsys-tarfile "$folder"/prometheus_*.deb | tar -x -C "$top/.setup/prometheus" ./usr/bin
  rm -rf "$folder"
}
