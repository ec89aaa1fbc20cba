namespace EngageStream.EmbeddedKafka.Groups;

/// <summary>Answers that are due and wait until the state that they tell of was written down.</summary>
internal sealed class GroupReplies
{
    private List<Action> _due = [];

    public void Send<T>(Action<T> reply, T answer) => _due.Add(() => reply(answer));

    /// <summary>The answers that became due since the last call.</summary>
    public List<Action> Take()
    {
        List<Action> due = _due;
        _due = [];
        return due;
    }
}
