const release = await octokit.rest.repos.createRelease({ tag });
