using System.Text.Json;
using EngageStream.Domain.Effects;
using EngageStream.Domain.Model;

namespace EngageStream.Runtime.Outputs;

/// <summary>Data of a decision (docs/schemas/decision.v1.schema.json) and, with the variables, of a trigger (trigger.v1).</summary>
internal static class DecisionBody
{
    public static void WriteDecision(Utf8JsonWriter json, EngagementModel model, ReadOnlySpan<byte> userId, DecisionEffect decision)
    {
        WriteCommon(json, model, userId, decision);
        json.WriteString("outcome"u8, OutputNames.Of(decision.Outcome));
        json.WriteString("detail"u8, decision.Detail);
    }

    public static void WriteTrigger(Utf8JsonWriter json, EngagementModel model, ReadOnlySpan<byte> userId, DecisionEffect decision)
    {
        WriteCommon(json, model, userId, decision);
        json.WriteStartObject("variables"u8);
        foreach ((string name, string value) in decision.Variables)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    private static void WriteCommon(Utf8JsonWriter json, EngagementModel model, ReadOnlySpan<byte> userId, DecisionEffect decision)
    {
        json.WriteString("id"u8, decision.Id);
        json.WriteString("user"u8, userId);
        json.WriteString("campaign"u8, decision.Campaign.Name);
        json.WriteString("channel"u8, decision.Campaign.Channel);
        json.WriteString("template"u8, decision.Campaign.Template);
        Rfc3339.WriteTo(json, "at"u8, decision.AtMs);
        json.WriteString("stage"u8, OutputNames.OfStage(model, decision.Stage));
        BodyParts.WriteNumber(json, "risk"u8, decision.Risk);
        json.WriteString("band"u8, OutputNames.Of(decision.Band));
        BodyParts.WriteCause(json, decision.Cause);
        BodyParts.WriteWhy(json, decision.Campaign.Rule, decision.Values);
    }
}
