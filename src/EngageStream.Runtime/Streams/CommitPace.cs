namespace EngageStream.Runtime.Streams;

/// <summary>
/// How many records a stream thread takes in for one commit. What a commit brings forth has to be written before the transaction's
/// time is over: a broker too slow for it would have every transaction taken back and its work done again, for ever. So the limit
/// falls where commits take long, to whatever the broker can take, and rises while it is reached and they do not. It outlives the
/// thread's lives. Also bounds the output that waits in memory. Only the stream thread changes it; any thread may read it.
/// </summary>
/// <param name="time">How long a transaction may take.</param>
internal sealed class CommitPace(TimeSpan time)
{
    /// <summary>Records in the first commit, at most.</summary>
    public const int First = 512;

    /// <summary>The lowest limit.</summary>
    public const int Least = 64;

    private const int Most = 1 << 20;
    private readonly TimeSpan _slow = time / 4;
    private readonly TimeSpan _quick = time / 16;
    private volatile int _limit = First;

    /// <summary>Records that a commit may take in at present.</summary>
    public int Limit => _limit;

    /// <summary>Takes note of a commit that succeeded.</summary>
    /// <param name="taken">Records in it.</param>
    /// <param name="took">How long its output took to be written.</param>
    public void Committed(int taken, TimeSpan took)
    {
        if (took > _slow)
        {
            Lower(taken, 2);
        }
        else if (took < _quick && taken >= _limit)
        {
            _limit = Math.Min(Most, _limit * 2);
        }
    }

    /// <summary>Takes note of a commit that failed; one that failed early says nothing about the broker's pace.</summary>
    /// <param name="taken">Records in it.</param>
    /// <param name="took">How long it was tried.</param>
    public void Failed(int taken, TimeSpan took)
    {
        if (took > _slow)
        {
            Lower(taken, 8);
        }
    }

    private void Lower(int taken, int divisor) => _limit = Math.Max(Least, Math.Min(taken, _limit) / divisor);
}
