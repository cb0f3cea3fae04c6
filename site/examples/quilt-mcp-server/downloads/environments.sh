#!/usr/bin/env bash
# Creates or updates the deployment environments, then reads back what GitHub stored.
# Needs gh, signed in as an administrator of the repository. Running it again changes nothing more.
set -euo pipefail

repo=quiltdata/quilt-mcp-server
wrong=0

policies() { # environment
  gh api --paginate "repos/$repo/environments/$1/deployment-branch-policies" \
    --jq '.branch_policies[] | .type + " " + .name'
}

allow() { # environment, branch|tag, pattern
  if ! policies "$1" | grep -qxF -- "$2 $3"; then
    gh api --silent -X POST "repos/$repo/environments/$1/deployment-branch-policies" \
      -f "type=$2" -f "name=$3"
  fi
}

compare() { # what, wanted, found
  if [ "$2" = "$3" ]; then
    printf 'ok     %s\n' "$1"
  else
    printf 'WRONG  %s: wanted %s, found %s\n' "$1" "$2" "$3"
    wrong=1
  fi
}

printf '%s\n' pypi
gh api --silent -X PUT repos/"$repo"/environments/pypi \
  -F wait_timer=0 \
  -F prevent_self_review=true \
  -f 'reviewers[][type]=Team' \
  -F "reviewers[][id]=$(gh api orgs/"${repo%%/*}"/teams/maintainers --jq .id)" \
  -F 'deployment_branch_policy[protected_branches]=false' \
  -F 'deployment_branch_policy[custom_branch_policies]=true'
allow pypi tag 'v[0-9].[0-9].[0-9]'
allow pypi tag 'v[0-9].[0-9].[0-9][0-9]'
allow pypi tag 'v[0-9].[0-9][0-9].[0-9]'
allow pypi tag 'v[0-9].[0-9][0-9].[0-9][0-9]'
allow pypi tag 'v[0-9][0-9].[0-9].[0-9]'
allow pypi tag 'v[0-9][0-9].[0-9].[0-9][0-9]'
allow pypi tag 'v[0-9][0-9].[0-9][0-9].[0-9]'
allow pypi tag 'v[0-9][0-9].[0-9][0-9].[0-9][0-9]'
compare 'deployment branches and tags' \
  "$(printf '%s\n' 'tag v[0-9].[0-9].[0-9]' 'tag v[0-9].[0-9].[0-9][0-9]' 'tag v[0-9].[0-9][0-9].[0-9]' 'tag v[0-9].[0-9][0-9].[0-9][0-9]' 'tag v[0-9][0-9].[0-9].[0-9]' 'tag v[0-9][0-9].[0-9].[0-9][0-9]' 'tag v[0-9][0-9].[0-9][0-9].[0-9]' 'tag v[0-9][0-9].[0-9][0-9].[0-9][0-9]' | sort)" \
  "$(policies pypi | sort)"
compare 'wait timer' 0 "$(gh api repos/"$repo"/environments/pypi \
  --jq '[.protection_rules[]? | select(.type == "wait_timer") | .wait_timer] | first // 0')"
compare 'number of reviewers' 1 "$(gh api repos/"$repo"/environments/pypi \
  --jq '[.protection_rules[]? | select(.type == "required_reviewers") | .reviewers[]?] | length')"

printf '%s\n' testpypi
gh api --silent -X PUT repos/"$repo"/environments/testpypi \
  -F wait_timer=0 \
  -F 'deployment_branch_policy[protected_branches]=false' \
  -F 'deployment_branch_policy[custom_branch_policies]=true'
allow testpypi tag 'v*-dev-*'
compare 'deployment branches and tags' \
  "$(printf '%s\n' 'tag v*-dev-*' | sort)" \
  "$(policies testpypi | sort)"
compare 'wait timer' 0 "$(gh api repos/"$repo"/environments/testpypi \
  --jq '[.protection_rules[]? | select(.type == "wait_timer") | .wait_timer] | first // 0')"
compare 'number of reviewers' 0 "$(gh api repos/"$repo"/environments/testpypi \
  --jq '[.protection_rules[]? | select(.type == "required_reviewers") | .reviewers[]?] | length')"

exit "$wrong"
