{{/*
What a half of a service is told by its environment. The chart decides the addresses and the names;
everything else comes from `settings`, as far as a service knows it, and from `services.<name>.settings`.
*/}}

{{- define "saleswire.wired" -}}
{{- $root := .root -}}
{{- $origin := required "origin: where do people reach Saleswire? https://sales.example.com" $root.Values.origin -}}
{{- $upstreams := dict -}}
{{- range $name, $_ := include "saleswire.services" $root | fromYaml -}}
{{- if ne $name "gateway" -}}
{{- $_ := set $upstreams $name (include "saleswire.address" (dict "root" $root "service" $name)) -}}
{{- end -}}
{{- end -}}
{{- $web := dict "name" "Saleswire" "renewal_overlap" 30 -}}
{{- $_ := set $web "redirect_uris" (list (printf "%s/sign-in/callback" $origin)) -}}
{{- $_ := set $web "signed_out_uris" (list (printf "%s/signed-out" $origin)) -}}
environment: production
role: {{ .half }}
issuer: {{ $origin }}
public_origin: {{ $origin }}
{{- if eq .half "api" }}
jwks_url: {{ include "saleswire.address" (dict "root" $root "service" "identity") }}/.well-known/jwks.json
{{- end }}
gateway_url: {{ include "saleswire.address" (dict "root" $root "service" "gateway") }}
upstreams: {{ $upstreams | toJson | squote }}
clients: {{ merge (dict "web" $web) $root.Values.clients | toJson | squote }}
trusted_proxies: {{ $root.Values.ingress.proxyNetworks | toJson | squote }}
internal_networks: {{ concat (list "127.0.0.0/8" "::1/128") $root.Values.monitoring.networks | toJson | squote }}
topic_prefix: {{ $root.Values.kafka.topicPrefix | quote }}
documents: /var/lib/saleswire/documents
{{- if eq .half "worker" }}
{{ include "saleswire.kafka" . }}
{{- end }}
{{- end }}

{{/* Settings that nobody but the chart gives. */}}
{{- define "saleswire.ours" -}}
- environment
- role
- issuer
- public_origin
- jwks_url
- gateway_url
- upstreams
- clients
- trusted_proxies
- internal_networks
- topic_prefix
- documents
- kafka_bootstrap
- kafka_security_protocol
- kafka_sasl_mechanism
- kafka_username
- kafka_ca_file
- kafka_certificate_file
- kafka_key_file
- admin_secret_file
{{- end }}

{{/* Settings by variable, as a ConfigMap holds them. */}}
{{- define "saleswire.environment" -}}
{{- $told := .told -}}
{{- $own := (get .root.Values.services .service | default dict).settings | default dict -}}
{{- include "saleswire.free" (dict "where" (printf "services.%s.settings" .service) "given" $own "known" $told.settings "lack" "there is no such setting") -}}
{{- $all := mergeOverwrite (deepCopy .root.Values.settings) (deepCopy $own) (include "saleswire.wired" . | fromYaml) -}}
{{- range $name, $value := $all }}
{{- if has $name $told.settings }}
SALESWIRE_{{ upper $name }}: {{ kindIs "string" $value | ternary $value (toJson $value) | quote }}
{{- end }}
{{- end }}
{{- end }}

{{/* Refuse a setting that is unknown, or that the chart gives itself. */}}
{{- define "saleswire.free" -}}
{{- $where := .where -}}
{{- $known := .known -}}
{{- range $name, $_ := .given -}}
{{- if not (has $name $known) -}}
{{- fail (printf "%s.%s: %s" $where $name $.lack) -}}
{{- end -}}
{{- if has $name (include "saleswire.ours" $ | fromYamlArray) -}}
{{- fail (printf "%s.%s: the chart gives this setting itself" $where $name) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/* Variables whose values lie in Secrets. */}}
{{- define "saleswire.secrets" -}}
{{- $keys := include "saleswire.secretName" (dict "root" .root "kind" "keys") -}}
{{- range .told.secrets }}
- name: SALESWIRE_{{ upper . }}
  valueFrom: { secretKeyRef: { name: {{ $keys }}, key: {{ . }} } }
{{- end }}
{{- range .told.optionalSecrets }}
- name: SALESWIRE_{{ upper . }}
  valueFrom: { secretKeyRef: { name: {{ $keys }}, key: {{ . }}, optional: true } }
{{- end }}
{{- if .told.database }}
{{ include "saleswire.databaseUrl" (dict "root" .root "service" .service "variable" "SALESWIRE_DATABASE_URL") }}
{{- end }}
{{- if eq .half "worker" }}
{{ include "saleswire.kafkaPassword" (dict "root" .root "program" .service "variable" "SALESWIRE_KAFKA_PASSWORD") }}
{{- end }}
{{- end }}

{{- define "saleswire.secretName" -}}
{{- get .root.Values.secrets .kind | default (printf "%s-%s" (include "saleswire.fullname" .root) .kind) -}}
{{- end }}
