using System.Collections.Concurrent;
using System.Text;
using EngageStream.Console.Ports;

namespace EngageStream.Console.Tests.Support;

/// <summary>Answers as a test says.</summary>
internal sealed class FakeUsers : IUserLookup
{
    public Func<string, bool, CancellationToken, Task<UserAnswer>> Answer { get; set; } =
        (user, explain, _) => Task.FromResult(Found($$"""{"user":"{{user}}","stage":"new","explained":{{(explain ? "true" : "false")}}}"""));

    public ConcurrentQueue<(string User, bool Explain)> Asked { get; } = [];

    public static UserAnswer Found(string json) => new(UserOutcome.Found, Encoding.UTF8.GetBytes(json));

    public void Always(UserAnswer answer) => Answer = (_, _, _) => Task.FromResult(answer);

    public Task<UserAnswer> FindAsync(string userId, bool explain, CancellationToken cancel)
    {
        Asked.Enqueue((userId, explain));
        return Answer(userId, explain, cancel);
    }
}

/// <summary>Two stages, one campaign.</summary>
internal sealed class FakePlaybook : IPlaybookCatalogue
{
    public IReadOnlyList<string> Stages => ["new", "active"];

    public IReadOnlyList<CampaignView> Campaigns => [new CampaignView("welcome", "email", "welcome-1", "on event Signed Up", 86_400_000)];
}

/// <summary>The nodes that a test sets.</summary>
internal sealed class FakeNodes : INodeDirectory
{
    public IReadOnlyList<NodeView> Nodes { get; set; } = [];
}

/// <summary>Keeps three letters and what it was asked.</summary>
internal sealed class FakeDesk : IDeadLetterDesk
{
    public const string Secret = "ann@example.org";

    public ConcurrentQueue<ReplayOrder> Replays { get; } = [];

    public ConcurrentQueue<LetterQuery> Queries { get; } = [];

    public Exception? Fault { get; set; }

    public Task<LetterPage> ListAsync(LetterQuery query, CancellationToken cancel)
    {
        Queries.Enqueue(query);
        return Fault is null
            ? Task.FromResult(new LetterPage([Summary], new Dictionary<string, long> { ["malformed_json"] = 3 }, "17.3.1207"))
            : Task.FromException<LetterPage>(Fault);
    }

    public Task<Letter?> FindAsync(LetterPlace place, CancellationToken cancel) => Task.FromResult(place == new LetterPlace(3, 1207)
        ? new Letter(Summary, new LetterContent(null, Secret, [new LetterHeader("trace", "abc")], $"{{\"mail\":\"{Secret}\"", null))
        : null);

    public Task<ReplayResult> ReplayAsync(ReplayOrder order, Action<long> progress, CancellationToken cancel)
    {
        Replays.Enqueue(order);
        progress(2);
        return Fault is null
            ? Task.FromResult(new ReplayResult(order.DryRun, order.Place == new LetterPlace(9, 9) ? 0 : 3, 2, 1, new Dictionary<string, long>()))
            : Task.FromException<ReplayResult>(Fault);
    }

    private static LetterSummary Summary =>
        new("3:1207", DateTimeOffset.UnixEpoch, "malformed_json", 24, "engage.events 3:88", SentAgain: false, Obstacle: null);
}

/// <summary>Keeps what was recorded, or refuses.</summary>
internal sealed class FakeAudit : IAudit
{
    public bool Refuses { get; set; }

    public ConcurrentQueue<(AuditedRequest Request, Dictionary<string, string> Details)> Recorded { get; } = [];

    public async Task<T> RunAsync<T>(AuditedRequest request, Func<IDictionary<string, string>, Task<T>> run, CancellationToken cancel)
    {
        if (Refuses)
        {
            throw new NotRecordedException("engage.audit cannot be written.");
        }

        var details = new Dictionary<string, string>(request.Details);
        T result = await run(details);
        Recorded.Enqueue((request, details));
        return result;
    }
}

/// <summary>One page of one stage.</summary>
internal sealed class FakeIndex : IUserIndex
{
    public Task<UserPage> ListAsync(string stage, int limit, string? cursor, CancellationToken cancel) => cursor switch
    {
        null => Task.FromResult(new UserPage([new RankedUser("ann", 0.9), new RankedUser("bob", 0.4)], "next-1")),
        "next-1" => Task.FromResult(new UserPage([new RankedUser("cid", 0.1)], null)),
        "down" => throw new IOException("redis://secret@host is away"),
        _ => throw new FormatException(),
    };
}
