{{- define "engagestream.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* 40 characters: what is added to it has to fit the 63 of a label, and a pod's number. */}}
{{- define "engagestream.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains (include "engagestream.name" .) .Release.Name }}
{{- .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "engagestream.name" .) | trunc 40 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* Arguments: root, component. */}}
{{- define "engagestream.selectorLabels" -}}
app.kubernetes.io/name: {{ include "engagestream.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "engagestream.labels" -}}
{{ include "engagestream.selectorLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "engagestream.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}
{{- end }}

{{- define "engagestream.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ default (include "engagestream.fullname" .) .Values.serviceAccount.name }}
{{- else -}}
{{ default "default" .Values.serviceAccount.name }}
{{- end -}}
{{- end }}

{{- define "engagestream.playbookConfigMap" -}}
{{- default (printf "%s-playbook" (include "engagestream.fullname" .)) .Values.playbook.existingConfigMap -}}
{{- end }}

{{/* The settings that every process shares: of Kafka. Secrets come as files, see engagestream.kafkaEnv. */}}
{{- define "engagestream.kafkaSettings" -}}
application.id: {{ .Values.engine.applicationId | quote }}
topics.prefix: {{ .Values.topics.prefix | quote }}
http.listen: "0.0.0.0:9464"
kafka.bootstrap.servers: {{ required "kafka.bootstrapServers is missing: name Kafka's host:port" .Values.kafka.bootstrapServers | quote }}
{{- $security := list (ternary "SASL" "" (ne .Values.kafka.sasl.existingSecret "")) (ternary "SSL" "PLAINTEXT" .Values.kafka.tls.enabled) | compact | join "_" }}
{{- if ne $security "PLAINTEXT" }}
kafka.security.protocol: {{ $security }}
{{- end }}
{{- if .Values.kafka.sasl.existingSecret }}
kafka.sasl.mechanisms: {{ .Values.kafka.sasl.mechanism }}
{{- end }}
{{- if and .Values.kafka.tls.enabled .Values.kafka.tls.existingSecret }}
kafka.ssl.ca.location: /etc/engagestream/kafka-tls/{{ .Values.kafka.tls.caKey }}
{{- if .Values.kafka.tls.certKey }}
kafka.ssl.certificate.location: /etc/engagestream/kafka-tls/{{ .Values.kafka.tls.certKey }}
kafka.ssl.key.location: /etc/engagestream/kafka-tls/{{ required "kafka.tls.keyKey is missing: name the key of the private key in the secret" .Values.kafka.tls.keyKey }}
{{- end }}
{{- end }}
{{- range $key, $value := .Values.kafka.settings }}
kafka.{{ $key }}: {{ include "engagestream.text" $value }}
{{- end }}
{{- end }}

{{/* A setting's value as text: whole numbers must not become 1e+06. */}}
{{- define "engagestream.text" -}}
{{- if kindIs "float64" . -}}
{{- if eq . (floor .) }}{{ printf "%.0f" . | quote }}{{ else }}{{ toString . | quote }}{{ end -}}
{{- else -}}
{{ toString . | quote }}
{{- end -}}
{{- end }}

{{- define "engagestream.kafkaEnv" -}}
- name: ENGAGE_NODE_ID
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
{{- if .Values.kafka.sasl.existingSecret }}
- name: ENGAGE_KAFKA_SASL_USERNAME_FILE
  value: /etc/engagestream/kafka-sasl/{{ .Values.kafka.sasl.usernameKey }}
- name: ENGAGE_KAFKA_SASL_PASSWORD_FILE
  value: /etc/engagestream/kafka-sasl/{{ .Values.kafka.sasl.passwordKey }}
{{- end }}
{{- end }}

{{- define "engagestream.kafkaMounts" -}}
{{- if .Values.kafka.sasl.existingSecret }}
- name: kafka-sasl
  mountPath: /etc/engagestream/kafka-sasl
  readOnly: true
{{- end }}
{{- if and .Values.kafka.tls.enabled .Values.kafka.tls.existingSecret }}
- name: kafka-tls
  mountPath: /etc/engagestream/kafka-tls
  readOnly: true
{{- end }}
{{- end }}

{{- define "engagestream.kafkaVolumes" -}}
{{- if .Values.kafka.sasl.existingSecret }}
- name: kafka-sasl
  secret:
    secretName: {{ .Values.kafka.sasl.existingSecret }}
    defaultMode: 0440
{{- end }}
{{- if and .Values.kafka.tls.enabled .Values.kafka.tls.existingSecret }}
- name: kafka-tls
  secret:
    secretName: {{ .Values.kafka.tls.existingSecret }}
    defaultMode: 0440
{{- end }}
{{- end }}

{{- define "engagestream.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1654
runAsGroup: 1654
fsGroup: 1654
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "engagestream.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
privileged: false
capabilities:
  drop: [ALL]
{{- end }}

{{/* HTTP is served once Kafka has answered, so the start may take as long as Kafka does. */}}
{{- define "engagestream.probes" -}}
startupProbe:
  httpGet:
    path: /healthz
    port: metrics
  periodSeconds: 5
  timeoutSeconds: 3
  failureThreshold: 120
livenessProbe:
  httpGet:
    path: /healthz
    port: metrics
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet:
    path: /readyz
    port: metrics
  periodSeconds: 5
  timeoutSeconds: 3
  failureThreshold: 3
{{- end }}

{{- define "engagestream.scaling" -}}
# Every change moves partitions with their state: grow by one or two, shrink late and one at a time.
scaleUp:
  stabilizationWindowSeconds: 60
  policies:
    - type: Pods
      value: 2
      periodSeconds: 120
scaleDown:
  stabilizationWindowSeconds: {{ .Values.autoscaling.scaleDownSeconds }}
  policies:
    - type: Pods
      value: 1
      periodSeconds: 300
{{- end }}

{{/* What KEDA reads of the secrets for Kafka; empty for nothing. */}}
{{- define "engagestream.kedaSecrets" -}}
{{- if .Values.kafka.sasl.existingSecret }}
- parameter: username
  name: {{ .Values.kafka.sasl.existingSecret }}
  key: {{ .Values.kafka.sasl.usernameKey }}
- parameter: password
  name: {{ .Values.kafka.sasl.existingSecret }}
  key: {{ .Values.kafka.sasl.passwordKey }}
{{- end }}
{{- if and .Values.kafka.tls.enabled .Values.kafka.tls.existingSecret }}
- parameter: ca
  name: {{ .Values.kafka.tls.existingSecret }}
  key: {{ .Values.kafka.tls.caKey }}
{{- if .Values.kafka.tls.certKey }}
- parameter: cert
  name: {{ .Values.kafka.tls.existingSecret }}
  key: {{ .Values.kafka.tls.certKey }}
- parameter: key
  name: {{ .Values.kafka.tls.existingSecret }}
  key: {{ .Values.kafka.tls.keyKey }}
{{- end }}
{{- end }}
{{- end }}
