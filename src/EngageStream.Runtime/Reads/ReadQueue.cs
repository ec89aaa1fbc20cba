namespace EngageStream.Runtime.Reads;

/// <summary>
/// The questions that wait for one stream thread: bounded, any thread asks, the stream thread takes. While no life of the
/// thread serves it, the queue is closed and holds nothing, so that no question is left behind. Thread-safe.
/// </summary>
/// <param name="capacity">Most questions that wait.</param>
internal sealed class ReadQueue(int capacity = ReadQueue.DefaultCapacity)
{
    /// <summary>Room for what 1,000 questions a second pile up during a commit of a second.</summary>
    public const int DefaultCapacity = 1_024;

    private readonly Lock _gate = new();
    private readonly Queue<ReadRequest> _waiting = new();
    private volatile bool _isEmpty = true;
    private bool _isOpen;

    /// <summary>Whether nothing waits; costs no lock.</summary>
    public bool IsEmpty => _isEmpty;

    /// <summary>Lets a question wait.</summary>
    public ReadAdmission Offer(ReadRequest request)
    {
        lock (_gate)
        {
            if (!_isOpen)
            {
                return ReadAdmission.Closed;
            }

            if (_waiting.Count >= capacity)
            {
                return ReadAdmission.Full;
            }

            _waiting.Enqueue(request);
            _isEmpty = false;
            return ReadAdmission.Taken;
        }
    }

    /// <summary>Takes the question that has waited longest.</summary>
    public ReadRequest? Take()
    {
        lock (_gate)
        {
            ReadRequest? request = _waiting.TryDequeue(out ReadRequest? first) ? first : null;
            _isEmpty = _waiting.Count == 0;
            return request;
        }
    }

    /// <summary>A life of the stream thread begins to serve.</summary>
    public void Open()
    {
        lock (_gate)
        {
            _isOpen = true;
        }
    }

    /// <summary>Nobody serves any more: whoever waits is told so.</summary>
    public void Close()
    {
        List<ReadRequest> left;
        lock (_gate)
        {
            _isOpen = false;
            left = [.. _waiting];
            _waiting.Clear();
            _isEmpty = true;
        }

        left.ForEach(request => request.Reply(ReadAnswer.NotHere));
    }
}
