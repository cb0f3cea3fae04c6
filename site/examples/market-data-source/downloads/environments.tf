terraform {
  required_providers {
    github = {
      source = "integrations/github"
    }
  }
}

data "github_user" "user_destenson" {
  username = "destenson"
}

resource "github_repository_environment" "release" {
  repository  = "market-data-source"
  environment = "release"
  wait_timer  = 0

  reviewers {
    users = [data.github_user.user_destenson.id]

  }

  deployment_branch_policy {
    protected_branches     = false
    custom_branch_policies = true
  }
}

resource "github_repository_environment_deployment_policy" "release_tag" {
  repository  = "market-data-source"
  environment = github_repository_environment.release.environment
  tag_pattern = "v*"
}

resource "github_repository_environment" "testpypi" {
  repository  = "market-data-source"
  environment = "testpypi"
  wait_timer  = 0

  deployment_branch_policy {
    protected_branches     = false
    custom_branch_policies = true
  }
}

resource "github_repository_environment_deployment_policy" "testpypi_branch" {
  repository  = "market-data-source"
  environment = github_repository_environment.testpypi.environment
  branch_pattern = "main"
}
