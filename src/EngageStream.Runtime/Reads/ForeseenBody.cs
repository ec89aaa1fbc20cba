using System.Text.Json;
using EngageStream.Domain.Effects;
using EngageStream.Domain.Foresight;
using EngageStream.Domain.Model;
using EngageStream.Runtime.Outputs;

namespace EngageStream.Runtime.Reads;

/// <summary>One thing that silence will do: an item of <c>next</c> in docs/schemas/explanation.v1.schema.json.</summary>
internal static class ForeseenBody
{
    public static void Write(Utf8JsonWriter json, EngagementModel model, ForeseenStep step)
    {
        json.WriteStartObject();
        Rfc3339.WriteTo(json, "at"u8, step.AtMs);
        json.WriteStartArray("changes"u8);
        if (step.Band != step.BandBefore)
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, "risk_band"u8);
            json.WriteString("from"u8, OutputNames.Of(step.BandBefore));
            json.WriteString("to"u8, OutputNames.Of(step.Band));
            json.WriteEndObject();
        }

        foreach (TransitionEffect transition in step.Transitions)
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, "stage"u8);
            json.WriteString("from"u8, OutputNames.OfStage(model, transition.From));
            json.WriteString("to"u8, OutputNames.OfStage(model, transition.To));
            BodyParts.WriteValues(json, transition.Values);
            json.WriteEndObject();
        }

        foreach (DecisionEffect decision in step.Decisions)
        {
            WriteDecision(json, decision);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteDecision(Utf8JsonWriter json, DecisionEffect decision)
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, "campaign"u8);
        json.WriteString("campaign"u8, decision.Campaign.Name);
        json.WriteString("channel"u8, decision.Campaign.Channel);
        json.WriteString("outcome"u8, OutputNames.Of(decision.Outcome));
        json.WriteString("detail"u8, decision.Detail);
        json.WriteString("rule"u8, decision.Campaign.Rule);
        BodyParts.WriteValues(json, decision.Values);
        json.WriteEndObject();
    }
}
