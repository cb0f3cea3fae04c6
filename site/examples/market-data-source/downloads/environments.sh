#!/usr/bin/env bash
# Creates or updates the deployment environments, then reads back what GitHub stored.
# Needs gh, signed in as an administrator of the repository. Running it again changes nothing more.
set -euo pipefail

repo=destenson/market-data-source
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

printf '%s\n' release
gh api --silent -X PUT repos/"$repo"/environments/release \
  -F wait_timer=0 \
  -f 'reviewers[][type]=User' \
  -F "reviewers[][id]=$(gh api users/destenson --jq .id)" \
  -F 'deployment_branch_policy[protected_branches]=false' \
  -F 'deployment_branch_policy[custom_branch_policies]=true'
allow release tag 'v*'
compare 'deployment branches and tags' \
  "$(printf '%s\n' 'tag v*' | sort)" \
  "$(policies release | sort)"
compare 'wait timer' 0 "$(gh api repos/"$repo"/environments/release \
  --jq '[.protection_rules[]? | select(.type == "wait_timer") | .wait_timer] | first // 0')"
compare 'number of reviewers' 1 "$(gh api repos/"$repo"/environments/release \
  --jq '[.protection_rules[]? | select(.type == "required_reviewers") | .reviewers[]?] | length')"

printf '%s\n' testpypi
gh api --silent -X PUT repos/"$repo"/environments/testpypi \
  -F wait_timer=0 \
  -F 'deployment_branch_policy[protected_branches]=false' \
  -F 'deployment_branch_policy[custom_branch_policies]=true'
allow testpypi branch main
compare 'deployment branches and tags' \
  "$(printf '%s\n' 'branch main' | sort)" \
  "$(policies testpypi | sort)"
compare 'wait timer' 0 "$(gh api repos/"$repo"/environments/testpypi \
  --jq '[.protection_rules[]? | select(.type == "wait_timer") | .wait_timer] | first // 0')"
compare 'number of reviewers' 0 "$(gh api repos/"$repo"/environments/testpypi \
  --jq '[.protection_rules[]? | select(.type == "required_reviewers") | .reviewers[]?] | length')"

exit "$wrong"
