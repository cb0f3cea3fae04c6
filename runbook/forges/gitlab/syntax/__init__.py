"""What a ``.gitlab-ci.yml`` says, with the place of every value."""
