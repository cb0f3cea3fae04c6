image:
	docker push ghcr.io/acme/demo:$(TAG)
