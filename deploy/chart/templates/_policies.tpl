{{/* Ways out, as egress rules. */}}

{{- define "saleswire.toDns" -}}
- to: [{ namespaceSelector: { matchLabels: {{ toJson .Values.networkPolicies.dns.namespace }} }, podSelector: { matchLabels: {{ toJson .Values.networkPolicies.dns.pods }} } }]
  ports: [{ port: 53, protocol: UDP }, { port: 53, protocol: TCP }]
{{- end }}

{{- define "saleswire.toPostgres" -}}
{{- if eq .Values.postgres.mode "external" -}}
{{ include "saleswire.toServers" .Values.postgres.external }}
{{- else -}}
- to: [{ podSelector: { matchLabels: { cnpg.io/cluster: {{ include "saleswire.databaseCluster" . }} } } }]
  ports: [{ port: 5432, protocol: TCP }]
{{- end -}}
{{- end }}

{{- define "saleswire.toKafka" -}}
{{- if eq .Values.kafka.mode "external" -}}
{{ include "saleswire.toServers" .Values.kafka.external }}
{{- else -}}
- to: [{ podSelector: { matchLabels: { strimzi.io/cluster: {{ include "saleswire.broker" . }}, strimzi.io/broker-role: "true" } } }]
  ports: [{ port: 9093, protocol: TCP }]
{{- end -}}
{{- end }}

{{- define "saleswire.toServers" -}}
- to:
    {{- range .networks }}
    - ipBlock: { cidr: {{ . }} }
    {{- end }}
  ports:
    {{- range .ports }}
    - { port: {{ . }}, protocol: TCP }
    {{- end }}
{{- end }}

{{/* The pods of a half of a service of this release, as a peer. */}}
{{- define "saleswire.peer" -}}
podSelector:
  matchLabels: {{ include "saleswire.selector" . | nindent 4 }}
{{- end }}

{{- define "saleswire.namespace" -}}
namespaceSelector:
  matchLabels: { kubernetes.io/metadata.name: {{ . }} }
{{- end }}
