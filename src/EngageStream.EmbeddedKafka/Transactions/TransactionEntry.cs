namespace EngageStream.EmbeddedKafka.Transactions;

/// <summary>A transactional id: its lock, under which its state changes, and the state, which anyone may read.</summary>
internal sealed class TransactionEntry
{
    private TransactionMetadata? _current;

    public Lock Lock { get; } = new();

    /// <summary>Null until the first producer id is given.</summary>
    public TransactionMetadata? Current
    {
        get => Volatile.Read(ref _current);
        set => Volatile.Write(ref _current, value);
    }
}
