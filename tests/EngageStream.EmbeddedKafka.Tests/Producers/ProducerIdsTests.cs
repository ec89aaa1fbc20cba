using EngageStream.EmbeddedKafka.Producers;
using EngageStream.EmbeddedKafka.Tests.Testing;

namespace EngageStream.EmbeddedKafka.Tests.Producers;

public sealed class ProducerIdsTests
{
    [Fact]
    public void Ids_only_grow_also_over_restarts()
    {
        using var folder = new TempFolder();
        var given = new List<long>();
        for (int start = 0; start < 3; start++)
        {
            var ids = new ProducerIds(folder.Path);
            given.AddRange(Enumerable.Range(0, ProducerIds.BlockSize + 10).Select(_ => ids.Next()));
        }

        Assert.Equal(given.Order().Distinct(), given);
    }
}
