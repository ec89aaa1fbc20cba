using System.Text.RegularExpressions;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Tests.Definitions;
using EngageStream.EmbeddedKafka.Tests.Testing;
using EngageStream.Tests.Shared;

namespace EngageStream.EmbeddedKafka.Tests.Network;

/// <summary>What the broker says it serves: that the document says the same, and that it does so in every version.</summary>
public sealed partial class ServedRequestsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_document_lists_exactly_what_ApiVersions_answers()
    {
        await using EmbeddedBroker broker = await EmbeddedBroker.StartAsync(new BrokerOptions { DataDirectory = _folder.Of("data") });
        Assert.Equal(Documented().OrderBy(api => api.Key), Served(broker.Port).OrderBy(api => api.Key));
    }

    [SharedDataFact($"{MessageDefinition.Folder}/FetchRequest.json")]
    public async Task Every_version_is_answered_in_its_own_form()
    {
        await using EmbeddedBroker broker = await EmbeddedBroker.StartAsync(new BrokerOptions { DataDirectory = _folder.Of("data") });
        foreach ((ApiKey key, VersionRange versions) in Served(broker.Port))
        {
            for (int version = versions.First; version <= versions.Last; version++)
            {
                Check(broker.Port, key, (short)version);
            }
        }
    }

    [GeneratedRegex(@"^\| (?<names>[A-Z]\w+(?:, [A-Z]\w+)*) \| (?<first>\d+)(?:–(?<last>\d+))? \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    private static Dictionary<ApiKey, VersionRange> Documented()
    {
        string document = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "embedded-kafka.md"));
        var listed = new Dictionary<ApiKey, VersionRange>();
        foreach (Match row in Row().Matches(document))
        {
            int first = int.Parse(row.Groups["first"].ValueSpan, null);
            int last = row.Groups["last"].Success ? int.Parse(row.Groups["last"].ValueSpan, null) : first;
            foreach (string name in row.Groups["names"].Value.Split(", "))
            {
                listed.Add(Enum.Parse<ApiKey>(name), new VersionRange(first, last));
            }
        }

        return listed;
    }

    private static Dictionary<ApiKey, VersionRange> Served(int port)
    {
        using var client = new RawClient(port);
        ProtocolReader response = client.Call(ApiKey.ApiVersions, 0, _ => { });
        Assert.Equal((short)ErrorCode.None, response.Int16());
        var served = new Dictionary<ApiKey, VersionRange>();
        for (int left = response.ArrayLength(); left > 0; left--)
        {
            served.Add((ApiKey)response.Int16(), new VersionRange(response.Int16(), response.Int16()));
        }

        return served;
    }

    private static void Check(int port, ApiKey key, short version)
    {
        MessageDefinition request = MessageDefinition.Read($"{key}Request");
        MessageDefinition answer = MessageDefinition.Read($"{key}Response");
        Assert.Equal((short)key, request.ApiKey);
        Assert.True(request.Valid.Contains(version), $"Kafka knows no {key} {version}");
        EnsureTopic(port);
        bool flexible = request.Flexible.Contains(version);
        var writer = new SampleWriter(version, flexible);
        writer.Header((short)key);
        writer.Fields(request.Fields);
        using var client = new RawClient(port);
        byte[] response = client.Exchange(writer.Bytes);
        var reader = new StrictReader(response, version, flexible);
        try
        {
            reader.Correlation();
            if (key != ApiKey.ApiVersions)
            {
                // Its header is never flexible, so that a client of any age can read it.
                reader.Tags();
            }

            reader.Fields(answer.Fields);
            Assert.True(reader.AtEnd, "bytes are left over");
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{key} {version}: {Convert.ToHexString(response)}", e);
        }
    }

    // What the samples name, with a record in it; a request before may have deleted it.
    private static void EnsureTopic(int port)
    {
        using var client = new RawClient(port);
        if (RawRequests.Produce(client, "t", BatchBuilder.Records(1)).Error == ErrorCode.UnknownTopicOrPartition)
        {
            RawRequests.CreateTopic(client, "t");
            Assert.Equal(ErrorCode.None, RawRequests.Produce(client, "t", BatchBuilder.Records(1)).Error);
        }
    }
}
