namespace Segno.Tests.Vectors;

/// <summary>
/// TLS 1.3 key schedules that no RFC prints, computed with Python's hmac module. Inputs: transcript hash = Hash("hello"); PSK = bytes counting up
/// from 0x10, as many as the hash has; shared secret = 01..20 without PSK, 01..30 with one; Next and Export from a secret counting up from 0x20.
/// </summary>
internal static class ComputedKeySchedules
{
    /// <summary>In the order c e, e exp, c hs, s hs, c ap, s ap, exp, res; the binder first.</summary>
    public static readonly string[] Sha384WithoutPsk =
    [
        "28dbf9b2bd14a3097f27f36af9ca99c87d3497fd876d6ac9cdbca42d63406ae152caaa27dd2c3c55dc1210da822e351e",
        "024f1d86f9e728c039eeb55ffe51f53db7485e78f96b0be7668c12e6b0db09be50224271dc83baf386b96d6fa91493a5",
        "3c5ff2bcfbde8f835584aff65e6507edecc39801b5092a05028ea71583aff1680a54112a6fbea89228ccaba52b37e323",
        "a60bb6a0ba3d4980dfc049c46b51ca08b2e8170dcd4e28da4544d28275f618c02b00bcf9c5e92f2d92f6134f2a63cd59",
        "c5cf198b44b26b987d4bfc2260a23981f596e7a2ae521cd55e297cf10beddfd9bf8c6ef55006b69a04db401bf41591c3",
        "9265b82dec31cf70ace20bb3740f87b2e8f4af4656887c01a00e8ce97ada366a99af45efdfffbdbfc362a2ee40557045",
        "87d87fdcccabc6e9e49031251a7c8661498621701bba1fd97b90d986e3c0909f7f7f5d8950b1058aa33d7e593b63ca99",
        "f0a761790e6e11ca34935a920cc3d321f0b9a68aa850046f122a6dda47473aecaf1aa59d1a2e1db0d12823ba805a1ce1",
        "55f808a6031782b32f171c38410db9627245d4a5fe0c9e84e8533c36a4f4cb4f810be87412260ae536a88932240accd3",
    ];

    public static readonly string[] Sha384PskDhe =
    [
        "5c97d4b8aaa1344a8f44579d6675e8ad40a5e512d988899779bc6c81b37473e4ad6799bb1b66f2437b8cadb0af242e5d",
        "64764d7e9b7c988563da8836d7493bdc80aedf82dd2d23816bf0eb62d47f4e3e8a375c8c11f622368d2a26248917e170",
        "8a274ac9dd90fe7a711cc2a3f54e42752b441bc1ecfb62fe6d986b2a1a7e1dc4c3629abf8322b5514bf4b0df2ffcb004",
        "dcee679867a5f2ea2cf2e9ee59d40d979e17fe600003b0508853f826aa0534195ed1ffcb2ed03e9c14f040b395623c0b",
        "bd9488c07f0ac0001a5bc609d9555c334883cf4471a349c7c6f63b4f11193ade8c35ebf1efd446e3877a6e0fe12c2cf4",
        "5a32a2b54b09c4e1c4acfcd54c2ff2a4f48bd3da4a17f70fd73d5e6e730c6a65dc5b168fecfc8d0c34b5118a1884be36",
        "4db8440a81355c077ad17152c9e3c951ed578aa39d45983f17846c631782f55bf98775271686f0c5194d716ebf2fed78",
        "ad60c79a0da71ce988536b6f9917e89fe036773e7c9710a6d38205ad812674c9d56634f62bcd0732d18bca40a27598c0",
        "262f0b8f18ae60a613746120aaa2ddbe501d1cc5638ca3976a74951e77a3960e281e938c8cf520477a48b0dd84506ebe",
    ];

    /// <summary>psk_ke: zeros stand in for the shared secret.</summary>
    public static readonly string[] Sha256PskKe =
    [
        "93f2e923571dd3b2b040ce68c378b944e913830644ec1630359d5c5a1bc15e80",
        "b45f05416688828b5fb9e17510602c21fdfec794ef4b8aa316efaf9d170159ac",
        "185e22649011023aef9efa3b1fc770a0c4703183f43a5f72cd851c65f738451d",
        "72b5e074897fbca2cbf567b3e9eaa05b4e7f4740bed50c562f3c971710c180ca",
        "7861f96a1dcb097767249d9a8bb06d800df73a560f4bb7679ddd3832048d669c",
        "57f1fe63aded6b505b267c684d2f2db1fe51db9afd9ed806d4a9f60e7453ab38",
        "608d55ae002be93343582ce4b5504646e50d3148fee2f24c702846d50b465027",
        "1df823cc70940601fd4ca8b58a32ac3bb47bc3004e287841c88cf519dbd9ffa2",
        "4af778e86c8c5bc159c4c1b2bbfe10a12e3929bad8a49419eb99a0ba915195f7",
    ];

    public const string Sha256Next = "36d94712f5f06af0d1929e8f7f4c031eff426acc3eb6b55953cf15896cbdabdf";

    public const string Sha384Next = "f3dc83c0199241f7d054faea41631d12ba8397fac49f949aef33fb26fa1f921b7d463db5f17a2da5d238d6fbb8b78e5c";

    public const string Sha256Export100 =
        "1576a72ef70d2abdb905d72be58201688031fe32e3a0a7361c386f0392fe7ed617ea35f0d30841991b1a5f2320abaa73fcbd3fa7271f171ac82d43c907a45f81"
        + "78cb334cfe9f3d6b0d3f4af3577a9e4a9b2dde1411b2c13aa6f4880126aeb32742310b6a";

    public const string Sha384Export100 =
        "c11ce009fc6d506a4aac5444bd451706dee72be9657ee996e7f2d878dcf9a26b653c01b3838b7f8e85d7b69a0da5207f66a56e52d6ff684e3a5389db31d32bb2"
        + "c8163c5e12ba4d834d9c2440ce6593e4afa9f255fafc4b2e62ceb780b542b0c532ac4c07";

    public const string Sha256ExportEmptyContext20 = "0ad9def15977fdeeda743bf8a910f52625c4c515";
}
