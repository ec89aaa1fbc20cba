using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Apis;

/// <summary>All handlers. What it advertises is what is registered, so the two cannot differ.</summary>
internal sealed class ApiTable
{
    private readonly Dictionary<ApiKey, ApiHandler> _handlers;
    private readonly ApiDescription[] _advertised;

    public ApiTable(IEnumerable<ApiHandler> handlers)
    {
        _handlers = handlers.ToDictionary(h => h.Api.Key);
        _handlers.Add(ApiKey.ApiVersions, new Cluster.ApiVersionsHandler(this));
        _advertised = [.. _handlers.Values.Select(h => h.Api).OrderBy(a => a.Key)];
    }

    public IReadOnlyList<ApiDescription> Advertised => _advertised;

    public ApiHandler? Find(ApiKey key) => _handlers.GetValueOrDefault(key);

    /// <summary>Writes the body of an ApiVersions response.</summary>
    public void WriteVersions(ProtocolWriter writer, short version, ErrorCode error)
    {
        writer.Error(error);
        writer.ArrayLength(_advertised.Length);
        foreach (ApiDescription api in _advertised)
        {
            writer.Int16((short)api.Key);
            writer.Int16(api.MinVersion);
            writer.Int16(api.MaxVersion);
            writer.Tags();
        }

        if (version >= 1)
        {
            writer.Int32(0);
        }

        writer.Tags();
    }
}
