{{/* How things are called. */}}

{{- define "saleswire.fullname" -}}
{{- if contains "saleswire" .Release.Name -}}
{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-saleswire" .Release.Name | trunc 40 | trimSuffix "-" }}
{{- end -}}
{{- end }}

{{/* What contracts and services say of themselves, as `make schemas` wrote it. */}}
{{- define "saleswire.services" -}}
{{ .Files.Get "generated/services.yaml" }}
{{- end }}

{{/* A half of a service: `orders-api`; a service that has one half bears its own name. */}}
{{- define "saleswire.component" -}}
{{- if gt (len .told.halves) 1 -}}
{{ .service }}-{{ .half }}
{{- else -}}
{{ .service }}
{{- end -}}
{{- end }}

{{- define "saleswire.selector" -}}
app.kubernetes.io/name: saleswire
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "saleswire.labels" -}}
{{ include "saleswire.selector" . }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/part-of: saleswire
{{- end }}

{{/* A digest is what was tested; a tag may move. */}}
{{- define "saleswire.image" -}}
{{- $repository := required "image.repository names no image" .Values.image.repository -}}
{{- with .Values.image.digest -}}
{{ $repository }}@{{ . }}
{{- else -}}
{{ $repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end }}

{{/* Where a service answers inside the cluster. */}}
{{- define "saleswire.address" -}}
http://{{ include "saleswire.fullname" .root }}-{{ .service }}:8080
{{- end }}

{{/* Figures of one half: those of every service, and what is different for this one. */}}
{{- define "saleswire.half" -}}
{{- $own := get (get .root.Values.services .service | default dict) .half | default dict -}}
{{- mergeOverwrite (deepCopy (get .root.Values .half)) (deepCopy $own) | toYaml -}}
{{- end }}

{{/* Names that no service knows would be without effect: they are refused. */}}
{{- define "saleswire.known" -}}
{{- $services := include "saleswire.services" . | fromYaml -}}
{{- $all := list -}}
{{- range $_, $told := $services }}{{ $all = concat $all $told.settings | uniq }}{{ end -}}
{{- range $service, $told := $services -}}
{{- if and $told.groups (eq $.Values.kafka.mode "external") -}}
{{- $worker := include "saleswire.half" (dict "root" $ "service" $service "half" "worker") | fromYaml -}}
{{- $partitions := int $.Values.kafka.external.topics.partitions -}}
{{- if gt (max $worker.replicas $worker.maxReplicas | int) $partitions -}}
{{- fail (printf "%s: more workers than the %d partitions of kafka.external.topics would have nothing to do" $service $partitions) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- include "saleswire.free" (dict "where" "settings" "given" .Values.settings "known" $all "lack" "no service knows this setting") -}}
{{- range $name, $own := .Values.services -}}
{{- if not (hasKey $services $name) }}{{ fail (printf "services.%s: there is no such service" $name) }}{{ end -}}
{{- $told := get $services $name -}}
{{- range $half := list "api" "worker" -}}
{{- if and (hasKey $own $half) (not (has $half $told.halves)) -}}
{{- fail (printf "services.%s.%s: this service has no such half" $name $half) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}
