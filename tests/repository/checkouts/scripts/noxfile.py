import nox


@nox.session
def release(session):
    """Upload with twine upload."""
    session.run("twine", "upload", "dist/*")
    print("twine upload done")
