#!/usr/bin/env bash
# Copies into the Helm chart what it carries of the repository: Helm reads no file outside a chart. A test holds the copies equal.
set -euo pipefail
cd "$(dirname "$0")/.."
files=helm/engagestream/files
mkdir -p "$files/playbook" "$files/rules" "$files/dashboards"
cp playbooks/starter.yaml "$files/playbook/"
cp deploy/prometheus/rules/engagestream.rules.yml "$files/rules/"
rm -f "$files"/dashboards/*.json
cp deploy/grafana/dashboards/*.json "$files/dashboards/"
