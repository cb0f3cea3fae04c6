#!/usr/bin/env bash
# Writes what GitHub has stored about the environments into live.json, for `runbook check --live live.json`.
# Needs gh, signed in with read access. It changes nothing.
set -euo pipefail

repo=quiltdata/quilt-mcp-server
out="${1:-live.json}"

{
  printf '{"version": 1, "repository": '
  gh api "repos/$repo" --jq '{name: .full_name, private: .private, default_branch: .default_branch}'
  printf ', "environments": '
  gh api --paginate "repos/$repo/environments" --jq '[.environments[]]'
  printf ', "policies": {'
  separator=''
  gh api --paginate "repos/$repo/environments" --jq '.environments[] | select(.deployment_branch_policy.custom_branch_policies == true) | .name | @uri' |
    while IFS= read -r name; do
      printf '%s"%s": ' "$separator" "$name"
      gh api --paginate "repos/$repo/environments/$name/deployment-branch-policies" --jq '[.branch_policies[]]'
      separator=', '
    done
  printf '}, "oidc": '
  gh api "repos/$repo/actions/oidc/customization/sub" || printf 'null'
  printf '}\n'
} >"$out"
printf 'wrote %s\n' "$out"
