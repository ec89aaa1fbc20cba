using System.Text.Json;
using EngageStream.Domain.Actors;
using EngageStream.Domain.Model;
using EngageStream.Domain.State;
using EngageStream.Runtime.Outputs;
using EngageStream.Runtime.Shards;

namespace EngageStream.Runtime.Reads;

/// <summary>
/// Turns committed bytes into the answer's JSON: the profile as on the profiles topic and, if asked for, an explanation
/// (docs/schemas/explanation.v1.schema.json). Not thread-safe, and costly to make: see <see cref="UserBodies"/>.
/// </summary>
internal sealed class UserBody : IDisposable
{
    private readonly EngagementModel _model;
    private readonly UserStateCodec _codec;
    private readonly UserState _user = new();
    private readonly ExplanationBody _explanation;
    private readonly JsonBody _body = new();

    /// <param name="model">The playbook at work.</param>
    /// <param name="live">Whether sends can be too late.</param>
    public UserBody(EngagementModel model, bool live)
    {
        _model = model;
        _codec = new UserStateCodec(model);
        _explanation = new ExplanationBody(model, new UserActor(model), live);
    }

    /// <summary>The JSON of a person.</summary>
    /// <param name="id">The person, UTF-8.</param>
    /// <param name="committed">What is committed.</param>
    /// <param name="explain">Whether to add the explanation.</param>
    public byte[] Write(byte[] id, CommittedUser committed, bool explain)
    {
        _user.Id = id;
        _codec.Decode(committed.State, _user);
        Utf8JsonWriter json = _body.Begin();
        ProfileBody.Write(json, _model, _user, committed.ClockMs);
        if (explain)
        {
            json.WriteStartObject("explanation"u8);
            _explanation.Write(json, _user, committed);
            json.WriteEndObject();
        }

        return _body.End();
    }

    /// <inheritdoc/>
    public void Dispose() => _body.Dispose();
}
