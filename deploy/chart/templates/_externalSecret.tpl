{{/* With `role` a Secret as CloudNativePG takes it: the name of the role, and its password. */}}
{{- define "saleswire.externalSecret" -}}
{{- $root := .root -}}
{{- $told := $root.Values.secrets.externalSecrets -}}
{{- $name := include "saleswire.secretName" . -}}
{{- if hasKey . "role" }}{{ $name = printf "%s-%s" (include "saleswire.databaseCluster" $root) .role }}{{ end }}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: {{ $name }}
  labels: {{ include "saleswire.labels" (dict "root" $root "component" "secrets") | nindent 4 }}
  annotations: {{ include "saleswire.hook" "-10" | nindent 4 }}
spec:
  refreshInterval: {{ $told.refreshInterval }}
  secretStoreRef: { kind: {{ $told.store.kind }}, name: {{ required "secrets.externalSecrets.store.name: from which store?" $told.store.name }} }
  target:
    name: {{ $name }}
    creationPolicy: Orphan # what pods run on stays while this is made anew before an upgrade
    {{- if hasKey . "role" }}
    template:
      type: kubernetes.io/basic-auth
      metadata: { labels: { cnpg.io/reload: "true" } }
      data: { username: saleswire_{{ .role }}, password: {{ printf "{{ .%s }}" .role | quote }} }
    {{- end }}
  {{- if .some }}
  # What may be missing comes when it is there; what is asked for by name below must be.
  dataFrom: [{ extract: { key: {{ $told.path }}/{{ .kind }} } }]
  {{- end }}
  data:
    {{- range .keys }}
    - { secretKey: {{ . }}, remoteRef: { key: {{ $told.path }}/{{ $.kind }}, property: {{ . }} } }
    {{- end }}
{{- end }}
