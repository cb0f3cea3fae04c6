import subprocess

subprocess.run(["gh", "release", "create", tag], check=True)
