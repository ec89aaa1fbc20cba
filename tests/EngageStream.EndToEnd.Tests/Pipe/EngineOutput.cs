using System.Globalization;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using EngageStream.EndToEnd.Tests.Reference;

namespace EngageStream.EndToEnd.Tests.Pipe;

/// <summary>A record of an output topic, as any reader of Kafka sees it.</summary>
internal sealed class EngineOutput
{
    private readonly JsonElement _body;

    /// <param name="record">The record.</param>
    /// <param name="topic">Its topic without the test's prefix.</param>
    public EngineOutput(ConsumeResult<string, byte[]> record, string topic)
    {
        Topic = topic;
        Key = record.Message.Key;
        HeaderId = record.Message.Headers.TryGetLastBytes("ce_id", out byte[] id) ? Encoding.UTF8.GetString(id) : "";
        using var document = JsonDocument.Parse(record.Message.Value);
        _body = document.RootElement.Clone();
    }

    /// <summary>The topic without the test's prefix, such as <c>triggers.push</c>.</summary>
    public string Topic { get; }

    public string Key { get; }

    /// <summary>The CloudEvent's id.</summary>
    public string HeaderId { get; }

    public string? Text(string name) => _body.GetProperty(name).GetString();

    public long Number(string name) => _body.GetProperty(name).GetInt64();

    public DateTimeOffset Instant(string name) => DateTimeOffset.Parse(Text(name)!, CultureInfo.InvariantCulture);

    public PlainTransition AsTransition()
    {
        JsonElement cause = _body.GetProperty("cause");
        string causedBy = cause.GetProperty("kind").GetString() == "silence" ? PlainTransition.Silence
            : cause.TryGetProperty("event", out JsonElement name) ? name.GetString()!
            : PlainTransition.Unnamed;
        return new PlainTransition(
            Text("user")!, Text("from"), Text("to")!, Instant("at"), causedBy, _body.GetProperty("resurrected").GetBoolean());
    }

    public PlainDecision AsDecision() => new(Text("user")!, Text("campaign")!, Instant("at"), Text("outcome") switch
    {
        "sent" => PlainDecision.Sent,
        "suppressed_cooldown" => PlainDecision.Cooldown,
        "suppressed_missing_variable" => PlainDecision.MissingVariable,
        string other => other,
        null => "no outcome",
    });

    /// <summary>A trigger as the decision to send it, with where it went.</summary>
    public SentTrigger AsTrigger() =>
        new(Topic, Text("template")!, new PlainDecision(Text("user")!, Text("campaign")!, Instant("at"), PlainDecision.Sent));

    /// <summary>The latest state of a user.</summary>
    public PlainProfile AsProfile() => new(Text("user")!, Text("stage")!, Array.IndexOf(["low", "medium", "high"], Text("band")));
}

/// <summary>A message on its way to a notifier.</summary>
internal sealed record SentTrigger(string Topic, string Template, PlainDecision Decision)
{
    public override string ToString() => $"{Decision} to {Topic} as {Template}";
}
