using JsonService;

namespace Kafka.Tests.JsonService;

public sealed class UserHashTests
{
    /// <summary>Test case 2 of RFC 4231.</summary>
    [Fact]
    public void The_hash_is_hmac_sha_256() =>
        Assert.Equal(
            "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM",
            new UserHash("Jefe"u8.ToArray()).Of("what do ya want for nothing?"));

    [Fact]
    public void Another_key_gives_another_hash() =>
        Assert.NotEqual(new UserHash([1]).Of("U1"), new UserHash([2]).Of("U1"));
}
