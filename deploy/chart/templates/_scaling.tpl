{{/* Whether something else decides on the number of replicas: `hpa`, `keda` or nothing. */}}
{{- define "saleswire.scaled" -}}
{{- $figures := include "saleswire.half" . | fromYaml -}}
{{- $more := gt (int $figures.maxReplicas) (int $figures.replicas) -}}
{{- if and $more (eq .half "api") (eq .root.Values.scaling.api "cpu") -}}
hpa
{{- else if and $more (eq .half "worker") (eq .root.Values.scaling.worker "keda") .told.groups -}}
keda
{{- end -}}
{{- end }}

{{/*
Seconds that a pod has to end: 5 before it is told, 5 for answers that are on their way; a worker then leaves
its groups (10 at most) and lets the relay send what is left (10 at most). The rest is slack.
*/}}
{{- define "saleswire.grace" -}}
{{ eq .half "worker" | ternary 45 20 }}
{{- end }}
