namespace EngageStream.Runtime.Configuration;

/// <summary>Transports of OTLP.</summary>
public enum OtlpProtocol : byte
{
    /// <summary>gRPC, usually port 4317.</summary>
    Grpc,

    /// <summary>Protobuf over HTTP, usually port 4318.</summary>
    HttpProtobuf,
}
