using System.Text.Json;
using EngageStream.Runtime.Outputs;

namespace EngageStream.Runtime.Audit;

/// <summary>Data of an audit record: docs/schemas/audit.v1.schema.json.</summary>
internal static class AuditBody
{
    public static byte[] Of(AuditRecord record)
    {
        using var body = new JsonBody();
        Utf8JsonWriter json = body.Begin();
        json.WriteString("id"u8, record.Id);
        json.WriteString("actor"u8, record.Actor);
        json.WriteString("action"u8, record.Action);
        json.WriteString("object"u8, record.On);
        json.WriteString("outcome"u8, NameOf(record.Outcome));
        Rfc3339.WriteTo(json, "at"u8, record.AtMs);
        json.WriteStartObject("details"u8);
        foreach ((string name, string value) in record.Details.OrderBy(detail => detail.Key, StringComparer.Ordinal))
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        return body.End();
    }

    private static string NameOf(AuditOutcome outcome) => outcome switch
    {
        AuditOutcome.Begun => "begun",
        AuditOutcome.Done => "done",
        _ => "failed",
    };
}
