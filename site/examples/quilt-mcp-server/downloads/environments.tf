terraform {
  required_providers {
    github = {
      source = "integrations/github"
    }
  }
}

data "github_team" "team_maintainers" {
  slug = "maintainers"
}

resource "github_repository_environment" "pypi" {
  repository  = "quilt-mcp-server"
  environment = "pypi"
  wait_timer  = 0
  prevent_self_review = true

  reviewers {
    teams = [data.github_team.team_maintainers.id]
  }

  deployment_branch_policy {
    protected_branches     = false
    custom_branch_policies = true
  }
}

resource "github_repository_environment_deployment_policy" "pypi_tag" {
  repository  = "quilt-mcp-server"
  environment = github_repository_environment.pypi.environment
  tag_pattern = "v[0-9].[0-9].[0-9]"
}

resource "github_repository_environment_deployment_policy" "pypi_tag_2" {
  repository  = "quilt-mcp-server"
  environment = github_repository_environment.pypi.environment
  tag_pattern = "v[0-9].[0-9].[0-9][0-9]"
}

resource "github_repository_environment_deployment_policy" "pypi_tag_3" {
  repository  = "quilt-mcp-server"
  environment = github_repository_environment.pypi.environment
  tag_pattern = "v[0-9].[0-9][0-9].[0-9]"
}

resource "github_repository_environment_deployment_policy" "pypi_tag_4" {
  repository  = "quilt-mcp-server"
  environment = github_repository_environment.pypi.environment
  tag_pattern = "v[0-9].[0-9][0-9].[0-9][0-9]"
}

resource "github_repository_environment_deployment_policy" "pypi_tag_5" {
  repository  = "quilt-mcp-server"
  environment = github_repository_environment.pypi.environment
  tag_pattern = "v[0-9][0-9].[0-9].[0-9]"
}

resource "github_repository_environment_deployment_policy" "pypi_tag_6" {
  repository  = "quilt-mcp-server"
  environment = github_repository_environment.pypi.environment
  tag_pattern = "v[0-9][0-9].[0-9].[0-9][0-9]"
}

resource "github_repository_environment_deployment_policy" "pypi_tag_7" {
  repository  = "quilt-mcp-server"
  environment = github_repository_environment.pypi.environment
  tag_pattern = "v[0-9][0-9].[0-9][0-9].[0-9]"
}

resource "github_repository_environment_deployment_policy" "pypi_tag_8" {
  repository  = "quilt-mcp-server"
  environment = github_repository_environment.pypi.environment
  tag_pattern = "v[0-9][0-9].[0-9][0-9].[0-9][0-9]"
}

resource "github_repository_environment" "testpypi" {
  repository  = "quilt-mcp-server"
  environment = "testpypi"
  wait_timer  = 0

  deployment_branch_policy {
    protected_branches     = false
    custom_branch_policies = true
  }
}

resource "github_repository_environment_deployment_policy" "testpypi_tag" {
  repository  = "quilt-mcp-server"
  environment = github_repository_environment.testpypi.environment
  tag_pattern = "v*-dev-*"
}
