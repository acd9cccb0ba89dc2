{{/* A job before the release is changed; the last one stays, so that its log can be read. */}}
{{- define "saleswire.hook" -}}
helm.sh/hook: pre-install,pre-upgrade
helm.sh/hook-weight: {{ . | quote }}
helm.sh/hook-delete-policy: before-hook-creation
{{- end }}

{{/* A job when all pods are of the new version. */}}
{{- define "saleswire.hookAfter" -}}
helm.sh/hook: post-upgrade
helm.sh/hook-weight: {{ . | quote }}
helm.sh/hook-delete-policy: before-hook-creation
{{- end }}

{{- define "saleswire.job" -}}
{{- $root := .root -}}
backoffLimit: 10
activeDeadlineSeconds: {{ $root.Values.jobs.deadline }}
template:
  metadata:
    labels: {{ include "saleswire.selector" . | nindent 6 }}
  spec:
    restartPolicy: Never
    automountServiceAccountToken: false
    enableServiceLinks: false
    securityContext: {{ include "saleswire.podSecurity" $root | nindent 6 }}
    {{- include "saleswire.placement" $root | nindent 4 }}
    containers:
      - name: {{ .component }}
        image: {{ include "saleswire.image" $root | quote }}
        imagePullPolicy: {{ $root.Values.image.pullPolicy }}
        args: {{ toJson .args }}
        env: {{ .env | trim | nindent 10 }}
        securityContext: {{ include "saleswire.containerSecurity" $root | nindent 10 }}
        resources: {{ toYaml $root.Values.jobs.resources | nindent 10 }}
        volumeMounts: {{ include "saleswire.mounts" . | nindent 10 }}
    volumes: {{ include "saleswire.volumes" . | nindent 6 }}
{{- end }}

{{- define "saleswire.topicsArgs" -}}
- topics
- --infra=external
- --replicas={{ .root.Values.kafka.external.topics.replicas }}
- --partitions={{ .root.Values.kafka.external.topics.partitions }}
{{- if .root.Values.kafka.external.topics.users }}
{{- if not (and (hasPrefix "SASL" (include "saleswire.kafkaProtocol" .root)) (eq (include "saleswire.kafkaMechanism" .root) "SCRAM-SHA-512")) }}
{{- fail "kafka.external.topics.users: Kafka makes users for SCRAM-SHA-512 alone; others are made outside" }}
{{- end }}
- --users
{{- end }}
{{- if .keep }}
- --keep
{{- end }}
{{- end }}

{{/* What the `saleswire` command is told of servers: databases of `services`, Kafka's users by `programs`. */}}
{{- define "saleswire.commandEnv" -}}
{{- $root := .root -}}
- { name: KAFKA_BOOTSTRAP_SERVERS, value: {{ include "saleswire.bootstrap" $root | quote }} }
- { name: SALESWIRE_TOPIC_PREFIX, value: {{ $root.Values.kafka.topicPrefix | quote }} }
{{- range .services }}
{{ include "saleswire.databaseUrl" (dict "root" $root "service" . "variable" (printf "DATABASE_URL_%s" (upper .))) }}
{{- end }}
{{- if .programs }}
{{- range $name, $value := include "saleswire.kafka" (dict "root" $root "service" .program) | fromYaml }}
{{- if ne $name "kafka_bootstrap" }}
- { name: SALESWIRE_{{ upper $name }}, value: {{ $value | quote }} }
{{- end }}
{{- end }}
{{- if ne (include "saleswire.kafkaProtocol" $root) "PLAINTEXT" }}
{{- range .programs }}
- name: SALESWIRE_KAFKA_USERNAME_{{ upper . }}
  value: {{ include "saleswire.kafkaUser" (dict "root" $root "program" .) | quote }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- define "saleswire.passwords" -}}
{{- $root := .root -}}
{{- range .programs }}
{{ include "saleswire.kafkaPassword" (dict "root" $root "program" . "variable" (printf "SALESWIRE_KAFKA_PASSWORD_%s" (upper .))) }}
{{- end }}
{{- end }}

{{/* Services with a database, by name. */}}
{{- define "saleswire.owners" -}}
{{- range $service, $told := include "saleswire.services" . | fromYaml }}
{{- if $told.database }}
- {{ $service }}
{{- end }}
{{- end }}
{{- end }}

{{/* Everybody with a user on Kafka: services and systems of others. */}}
{{- define "saleswire.programs" -}}
{{- range $program, $_ := .Files.Get "generated/users.yaml" | fromYaml }}
- {{ $program }}
{{- end }}
{{- end }}
