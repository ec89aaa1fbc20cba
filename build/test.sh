#!/usr/bin/env bash
# Runs the test projects one after the other (they share two cores and real ports) and adds up their results.
set -uo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
only="${1:-}"
passed=0 failed=0 skipped=0 broken=0
for project in "$top"/tests/*.Tests; do
  name=$(basename "$project")
  [[ "$name" == *"$only"* ]] || continue
  printf '\n== %s\n' "$name"
  log=$(mktemp)
  dotnet test "$project" -c Release --no-build --nologo --blame-hang-timeout 10m 2>&1 | tee "$log" | grep -vE '^\s*$|A total of|VSTest version|Starting test execution|^Test run for'
  line=$(grep -E '(Failed|Passed|Skipped)!  *-' "$log" | tail -n 1)
  if [ -z "$line" ]; then
    broken=$((broken + 1))
  else
    count() { sed -n "s/.*$1: *\([0-9]*\).*/\1/p" <<<"$line"; }
    failed=$((failed + $(count Failed))) passed=$((passed + $(count Passed))) skipped=$((skipped + $(count Skipped)))
  fi
  rm -f "$log"
done
[ "$broken" = 0 ] || { failed=$((failed + broken)); printf '\n%d test project(s) did not finish\n' "$broken"; }
printf '\nTests: %d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
