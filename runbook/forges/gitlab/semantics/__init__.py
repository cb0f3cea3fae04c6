"""What GitLab makes of it: which pipelines start, which jobs are in them, what their tokens say."""
