namespace EngageStream.EmbeddedKafka.Network;

/// <summary>How the bytes of a connection travel.</summary>
internal abstract class Transport : IDisposable
{
    /// <summary>What has to happen before the first byte.</summary>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The client does not do its part.</exception>
    public virtual Task OpenAsync(CancellationToken stop) => Task.CompletedTask;

    /// <summary>Receives what there is; 0 when the client has closed.</summary>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> room, CancellationToken stop);

    /// <summary>Sends all.</summary>
    public abstract ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop);

    /// <summary>Says goodbye, where there is a word for it.</summary>
    public virtual Task CloseAsync() => Task.CompletedTask;

    public abstract void Dispose();
}
