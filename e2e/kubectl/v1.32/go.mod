module backout.dev/kubectl

go 1.23.0

require (
	k8s.io/client-go v0.32.0
	k8s.io/component-base v0.32.0
	k8s.io/kubectl v0.32.0
)
