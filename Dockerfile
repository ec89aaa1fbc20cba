# The engine and its tools: `docker build --build-arg COMMIT=$(git rev-parse HEAD) -t engagestream:0.1.0 .`
# Runs as user 1654 and writes nothing but standard output: use it with a read-only root filesystem.
ARG DOTNET_VERSION=10.0

# Builds on the builder's own architecture for the target's: nothing of the target is run.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:${DOTNET_VERSION}-noble AS build
ARG TARGETARCH=amd64
# There is no .git here, so the commit that --version prints comes as an argument; without it only the release is printed.
ARG COMMIT=
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 NUGET_PACKAGES=/packages
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/packages \
    dotnet publish src/EngageStream.Host -c Release -a $TARGETARCH --no-self-contained -o /app \
      -p:UseAppHost=false -p:SatelliteResourceLanguages=en -p:SourceRevisionId=$COMMIT \
    && rm -f /app/alpine-librdkafka.so && mkdir /scratch

# Distroless: no shell and no package manager. "extra" because playbooks name time zones (tzdata).
# librdkafka brings its own OpenSSL and needs only the C library; for Kerberos (SASL GSSAPI) it would need libsasl2, which is not here.
FROM mcr.microsoft.com/dotnet/aspnet:${DOTNET_VERSION}-noble-chiseled-extra
LABEL org.opencontainers.image.title="EngageStream" \
      org.opencontainers.image.description="Real-time user engagement over Kafka" \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /app
COPY --from=build /app ./
COPY LICENSE THIRD-PARTY-NOTICES.md ./
# A volume mounted here takes over the owner.
COPY --from=build --chown=1654:1654 /scratch /var/lib/engagestream/scratch
# The runtime's diagnostics would want a socket in /tmp; the collector's first generation as ./engage sets it, 32 MB.
ENV DOTNET_EnableDiagnostics=0 \
    DOTNET_GCgen0size=0x2000000 \
    ENGAGE_HTTP_LISTEN=0.0.0.0:9464
USER 1654
# 9464: /metrics, /healthz, /readyz; 9470: the API, where api.listen says so.
EXPOSE 9464 9470
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["dotnet", "engagestream.dll", "health", "--url", "http://127.0.0.1:9464/readyz"]
ENTRYPOINT ["dotnet", "engagestream.dll"]
CMD ["--help"]
