{{/* What all our pods have in common: none may do more than it needs. */}}

{{- define "saleswire.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "saleswire.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
runAsUser: 10001
capabilities: { drop: [ALL] }
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{/* Where pods may run. */}}
{{- define "saleswire.placement" -}}
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end }}

{{/* Authorities and certificates, by folder: `postgres`, `kafka` or both. */}}
{{- define "saleswire.mounts" -}}
- { name: scratch, mountPath: /var/lib/saleswire }
{{- if and .postgres (include "saleswire.databaseAuthority" .root) }}
- { name: postgres, mountPath: /etc/saleswire/postgres, readOnly: true }
{{- end }}
{{- if and .kafka (or (include "saleswire.kafkaAuthority" .root) (include "saleswire.kafkaCertificate" .)) }}
- { name: kafka, mountPath: /etc/saleswire/kafka, readOnly: true }
{{- end }}
{{- end }}

{{- define "saleswire.volumes" -}}
- name: scratch
  emptyDir: { sizeLimit: {{ .root.Values.scratch }} }
{{- if .postgres }}
{{- with include "saleswire.databaseAuthority" .root }}
- name: postgres
  secret: { secretName: {{ . }}, defaultMode: 0440, items: [{ key: ca.crt, path: ca.crt }] }
{{- end }}
{{- end }}
{{- if .kafka }}
{{- $authority := include "saleswire.kafkaAuthority" .root }}
{{- $certificate := include "saleswire.kafkaCertificate" . }}
{{- if or $authority $certificate }}
- name: kafka
  projected:
    defaultMode: 0440
    sources:
      {{- with $authority }}
      - secret: { name: {{ . }}, items: [{ key: ca.crt, path: ca.crt }] }
      {{- end }}
      {{- with $certificate }}
      - secret: { name: {{ . }}, items: [{ key: tls.crt, path: tls.crt }, { key: tls.key, path: tls.key }] }
      {{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/* Zones first, then nodes; what cannot be spread still runs, unless `spread.strict`. */}}
{{- define "saleswire.spread" -}}
{{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
- maxSkew: 1
  topologyKey: {{ . }}
  whenUnsatisfiable: {{ and $.root.Values.spread.strict (eq . "topology.kubernetes.io/zone") | ternary "DoNotSchedule" "ScheduleAnyway" }}
  labelSelector:
    matchLabels: {{ include "saleswire.selector" $ | nindent 6 }}
  matchLabelKeys: [pod-template-hash]
{{- end }}
{{- end }}
