{{/* How services reach PostgreSQL and Kafka: servers that are there already, or those of the operators. */}}

{{- define "saleswire.databaseCluster" -}}
{{ include "saleswire.fullname" . }}-postgres
{{- end }}

{{/* The address of a service's database as a variable; it holds a password, so it comes from a Secret. */}}
{{- define "saleswire.databaseUrl" -}}
{{- if eq .root.Values.postgres.mode "external" -}}
- name: {{ .variable }}
  valueFrom:
    secretKeyRef: { name: {{ include "saleswire.secretName" (dict "root" .root "kind" "postgres") }}, key: {{ .service }} }
{{- else -}}
{{- $cluster := include "saleswire.databaseCluster" .root -}}
- name: DATABASE_PASSWORD_{{ upper .service }}
  valueFrom: { secretKeyRef: { name: {{ $cluster }}-{{ .service }}, key: password } }
- name: {{ .variable }}
  value: >-
    postgresql://saleswire_{{ .service }}:$(DATABASE_PASSWORD_{{ upper .service }})@{{ $cluster }}-rw:5432/saleswire_{{ .service }}?sslmode=verify-full&sslrootcert=/etc/saleswire/postgres/ca.crt
{{- end -}}
{{- end }}

{{/* The Secret that holds the authority of PostgreSQL, or nothing. */}}
{{- define "saleswire.databaseAuthority" -}}
{{- if eq .Values.postgres.mode "external" -}}
{{ .Values.postgres.external.authority }}
{{- else -}}
{{ include "saleswire.databaseCluster" . }}-ca
{{- end -}}
{{- end }}

{{- define "saleswire.broker" -}}
{{ include "saleswire.fullname" . }}-kafka
{{- end }}

{{/* Servers of one pool share no node while there are enough: a lost node is one copy of each partition. */}}
{{- define "saleswire.brokersApart" -}}
template:
  pod:
    topologySpreadConstraints:
      {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
      - maxSkew: 1
        topologyKey: {{ . }}
        whenUnsatisfiable: {{ or $.root.Values.spread.strict (eq . "kubernetes.io/hostname") | ternary "DoNotSchedule" "ScheduleAnyway" }}
        labelSelector: { matchLabels: { strimzi.io/pool-name: {{ include "saleswire.broker" $.root }}-{{ $.pool }} } }
      {{- end }}
{{- end }}

{{- define "saleswire.bootstrap" -}}
{{- if eq .Values.kafka.mode "external" -}}
{{ required "kafka.external.bootstrap: where is Kafka? host:port, several with commas" .Values.kafka.external.bootstrap }}
{{- else -}}
{{ include "saleswire.broker" . }}-kafka-bootstrap:9093
{{- end -}}
{{- end }}

{{- define "saleswire.kafkaProtocol" -}}
{{- ternary .Values.kafka.external.securityProtocol "SASL_SSL" (eq .Values.kafka.mode "external") -}}
{{- end }}

{{- define "saleswire.kafkaMechanism" -}}
{{- ternary .Values.kafka.external.saslMechanism "SCRAM-SHA-512" (eq .Values.kafka.mode "external") -}}
{{- end }}

{{/* As whom a program signs in. */}}
{{- define "saleswire.kafkaUser" -}}
{{- if eq .root.Values.kafka.mode "external" -}}
{{- $prefix := eq .program .root.Values.kafka.external.operator | ternary "" .root.Values.kafka.topicPrefix -}}
{{- $name := printf "%s%s" $prefix .program -}}
{{- if not (hasPrefix "SASL" (include "saleswire.kafkaProtocol" .root)) }}{{ $name = printf "CN=%s" $name }}{{ end -}}
{{ get .root.Values.kafka.external.users .program | default $name }}
{{- else -}}
{{ include "saleswire.broker" .root }}-{{ .program }}
{{- end -}}
{{- end }}

{{/* The Secret that holds the authority of Kafka, or nothing. */}}
{{- define "saleswire.kafkaAuthority" -}}
{{- if eq .Values.kafka.mode "external" -}}
{{ .Values.kafka.external.authority }}
{{- else -}}
{{ include "saleswire.broker" . }}-cluster-ca-cert
{{- end -}}
{{- end }}

{{/* The Secret with the certificate of one program, or nothing. */}}
{{- define "saleswire.kafkaCertificate" -}}
{{- if and (eq .root.Values.kafka.mode "external") .root.Values.kafka.external.clientCertificates.enabled -}}
{{ include "saleswire.broker" .root }}-{{ .program }}-tls
{{- end -}}
{{- end }}

{{/* What a program is told of Kafka that is no secret, as settings. */}}
{{- define "saleswire.kafka" -}}
{{- $protocol := include "saleswire.kafkaProtocol" .root -}}
{{- $program := dict "root" .root "program" .service -}}
kafka_bootstrap: {{ include "saleswire.bootstrap" .root | quote }}
kafka_security_protocol: {{ $protocol }}
{{- if hasPrefix "SASL" $protocol }}
kafka_sasl_mechanism: {{ include "saleswire.kafkaMechanism" .root }}
kafka_username: {{ include "saleswire.kafkaUser" $program | quote }}
{{- end }}
{{- if include "saleswire.kafkaAuthority" .root }}
kafka_ca_file: /etc/saleswire/kafka/ca.crt
{{- end }}
{{- if include "saleswire.kafkaCertificate" $program }}
kafka_certificate_file: /etc/saleswire/kafka/tls.crt
kafka_key_file: /etc/saleswire/kafka/tls.key
{{- end }}
{{- end }}

{{/* Where a program's password lies: Strimzi makes a Secret a user, servers of others have one for all. */}}
{{- define "saleswire.kafkaPasswordKey" -}}
{{- if eq .root.Values.kafka.mode "external" -}}
{ name: {{ include "saleswire.secretName" (dict "root" .root "kind" "kafka") }}, key: {{ .program }} }
{{- else -}}
{ name: {{ include "saleswire.broker" .root }}-{{ .program }}, key: password }
{{- end -}}
{{- end }}

{{- define "saleswire.kafkaPassword" -}}
{{- if hasPrefix "SASL" (include "saleswire.kafkaProtocol" .root) -}}
- name: {{ .variable }}
  valueFrom: { secretKeyRef: {{ include "saleswire.kafkaPasswordKey" . }} }
{{- end -}}
{{- end }}

{{/* Connections that all replicas together may open: of each pool, and the lasting ones beside it. */}}
{{- define "saleswire.connections" -}}
{{- $total := 20 -}}
{{- $root := . -}}
{{- range $name, $told := include "saleswire.services" . | fromYaml -}}
{{- if $told.database -}}
{{- $own := (get $root.Values.services $name | default dict).settings | default dict -}}
{{- $given := mergeOverwrite (dict "pool_size" 6 "background_pool_size" 6) (deepCopy $root.Values.settings) (deepCopy $own) -}}
{{- $api := include "saleswire.half" (dict "root" $root "service" $name "half" "api") | fromYaml -}}
{{- $worker := include "saleswire.half" (dict "root" $root "service" $name "half" "worker") | fromYaml -}}
{{- $each := add (int $given.pool_size) 2 -}}
{{- $work := add (int $given.background_pool_size) 4 -}}
{{- $total = add $total (mul (max $api.replicas $api.maxReplicas | int) $each) (mul (max $worker.replicas $worker.maxReplicas | int) $work) -}}
{{- end -}}
{{- end -}}
{{ $total }}
{{- end }}

{{/* KEDA's name for the way to sign in. */}}
{{- define "saleswire.kedaSasl" -}}
{{- if hasPrefix "SASL" (include "saleswire.kafkaProtocol" .) -}}
{{ get (dict "SCRAM-SHA-512" "scram_sha512" "SCRAM-SHA-256" "scram_sha256" "PLAIN" "plaintext") (include "saleswire.kafkaMechanism" .) }}
{{- else -}}
none
{{- end -}}
{{- end }}
