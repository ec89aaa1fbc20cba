namespace EngageStream.Runtime.StateLog;

/// <summary>Packs users' states into records of a bounded size. Used again from commit to commit.</summary>
internal sealed class StateBatchWriter
{
    private readonly int _maxBytes;
    private readonly ulong _modelHash;
    private readonly List<int> _lengths = [];
    private byte[] _buffer;
    private ulong _commitId;
    private IStateLogWriter? _log;
    private int _length;
    private int _entries;

    /// <param name="maxBytes">A record is closed before it grows longer than this; one user's state may exceed it.</param>
    /// <param name="modelHash">Hash of the playbook at work.</param>
    public StateBatchWriter(int maxBytes, ulong modelHash)
    {
        _maxBytes = maxBytes;
        _modelHash = modelHash;
        _buffer = new byte[maxBytes];
    }

    /// <summary>Lengths of the records of this commit so far, those written out.</summary>
    public IReadOnlyList<int> Lengths => _lengths;

    /// <summary>Bytes of this commit so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Begins a commit.</summary>
    public void Begin(ulong commitId, IStateLogWriter log)
    {
        _commitId = commitId;
        _log = log;
        _lengths.Clear();
        _length = BatchHeader.Length;
        _entries = 0;
        Bytes = 0;
    }

    /// <summary>Adds a user and returns the entry's length and the number of its record in the commit.</summary>
    public int Add(ReadOnlySpan<byte> id, long dueMs, ReadOnlySpan<byte> state, out int record)
    {
        int most = id.Length + StateEntry.MaxOverhead + state.Length;
        if (_entries > 0 && _length + most > _maxBytes)
        {
            Flush();
        }

        if (_length + most > _buffer.Length)
        {
            Array.Resize(ref _buffer, _length + most);
        }

        Bytes += _entries == 0 ? BatchHeader.Length : 0;
        int length = StateEntry.Write(_buffer.AsSpan(_length), id, dueMs, state);
        _length += length;
        _entries++;
        Bytes += length;
        record = _lengths.Count;
        return length;
    }

    /// <summary>Writes out what is left and returns the number of batches in the commit.</summary>
    public int Finish()
    {
        if (_entries > 0)
        {
            Flush();
        }

        return _lengths.Count;
    }

    private void Flush()
    {
        new BatchHeader(_commitId, _modelHash, _lengths.Count, _entries).Write(_buffer);
        _log!.Append(_buffer.AsMemory(0, _length));
        _lengths.Add(_length);
        _length = BatchHeader.Length;
        _entries = 0;
    }
}
