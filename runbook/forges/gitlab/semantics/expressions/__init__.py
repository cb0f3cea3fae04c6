"""The conditions of `rules:if` and `only:variables`, evaluated as GitLab does.

Source: gitlabhq/gitlabhq lib/gitlab/ci/pipeline/expression (parser, lexer and lexemes)@e14148b.
"""
