using EngageStream.Runtime.Shards;

namespace EngageStream.Runtime.Standby;

/// <summary>A shard that follows its state log while another process owns the partition.</summary>
internal sealed class WarmCopy
{
    private readonly RelayOutput _output = new();

    /// <param name="create">Makes a shard with the output given.</param>
    public WarmCopy(Func<IShardOutput, Shard> create)
    {
        Shard = create(_output);
        Restorer = Shard.BeginRestore();
    }

    /// <summary>The shard; incomplete until <see cref="Restorer"/> has been completed by its new owner.</summary>
    public Shard Shard { get; }

    /// <summary>Takes the log's records.</summary>
    public ShardRestorer Restorer { get; }

    /// <summary>Offset of the next record of the log.</summary>
    public long Next { get; private set; }

    /// <summary>Whether the copy holds all that is committed, as far as it knows.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>Takes the log's next record.</summary>
    public void Apply(ReadOnlySpan<byte> value, long offset)
    {
        Restorer.Apply(value, offset);
        Restorer.ForgetSuperseded();
        Next = offset + 1;
        IsAtEnd = false;
    }

    /// <summary>Everything below an offset was delivered, markers included.</summary>
    public void SawEnd(long offset)
    {
        Next = Math.Max(Next, offset);
        IsAtEnd = true;
    }

    /// <summary>The shard now works for a stream thread.</summary>
    public void HandTo(IShardOutput output) => _output.Target = output;
}
