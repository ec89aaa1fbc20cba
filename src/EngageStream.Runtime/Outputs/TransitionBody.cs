using System.Text.Json;
using EngageStream.Domain.Effects;
using EngageStream.Domain.Model;

namespace EngageStream.Runtime.Outputs;

/// <summary>Data of a transition: docs/schemas/transition.v1.schema.json.</summary>
internal static class TransitionBody
{
    public static void Write(Utf8JsonWriter json, EngagementModel model, ReadOnlySpan<byte> userId, string id, TransitionEffect transition)
    {
        json.WriteString("id"u8, id);
        json.WriteString("user"u8, userId);
        json.WriteString("from"u8, OutputNames.OfStage(model, transition.From));
        json.WriteString("to"u8, OutputNames.OfStage(model, transition.To));
        Rfc3339.WriteTo(json, "since"u8, transition.SinceMs);
        Rfc3339.WriteTo(json, "at"u8, transition.AtMs);
        json.WriteBoolean("resurrected"u8, transition.Resurrected);
        BodyParts.WriteCause(json, transition.Cause);
        BodyParts.WriteValues(json, transition.Values);
    }
}
