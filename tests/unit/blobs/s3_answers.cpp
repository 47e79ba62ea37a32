// What a server may say: tables of malformed answers.
#include "blobs/s3_answers.h"

#include <boost/test/unit_test.hpp>

#include "base/markup.h"
#include "blobs/s3_read.h"
#include "blobs/xml_tree.h"

namespace veza::blobs {

BOOST_AUTO_TEST_SUITE(s3_answers)

std::string nested(size_t depth) {
  std::string xml;
  for (size_t i = 0; i < depth; ++i) xml += "<a>";
  for (size_t i = 0; i < depth; ++i) xml += "</a>";
  return xml;
}

std::string wide(size_t count) {
  std::string xml = "<a>";
  for (size_t i = 0; i < count; ++i) xml += "<b/>";
  return xml + "</a>";
}

BOOST_AUTO_TEST_CASE(xml_that_is_refused) {
  const std::pair<std::string, std::string> cases[] = {
      {"", "malformed"},
      {"   ", "malformed"},
      {"no xml", "malformed"},
      {"{\"a\":1}", "malformed"},
      {"<a>", "malformed"},
      {"<a></b>", "malformed"},
      {"<a/><b/>", "malformed"},
      {"<a>&undefined;</a>", "malformed"},
      {"<a>\x01</a>", "malformed"},
      {"<a>\xff\xfe</a>", "malformed"},
      {std::string("<a>\0</a>", 8), "malformed"},
      {"<a x=1/>", "malformed"},
      {"<!DOCTYPE a><a/>", "DOCTYPE"},
      {"<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", "DOCTYPE"},
      {"<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>", "DOCTYPE"},
      {"<!DOCTYPE a [<!ENTITY x \"yyyy\"><!ENTITY z \"&x;&x;&x;&x;\">]><a>&z;</a>", "DOCTYPE"},
      {nested(17), "deep"},
      {nested(10'000), "deep"},
      {wide(50'001), "many"}};
  for (const auto& [xml, says] : cases) {
    const auto tree = parse_xml(xml);
    BOOST_REQUIRE_MESSAGE(!tree, xml.substr(0, 60));
    BOOST_TEST(tree.error().message.find(says) != std::string::npos, tree.error().message);
  }
}

BOOST_AUTO_TEST_CASE(xml_as_a_tree) {
  const auto tree = parse_xml(
      "\xef\xbb\xbf<?xml version=\"1.0\"?><s:R xmlns:s='u'><a> x&amp;y<i/>z </a><!-- c --><a>2</a>"
      "<b><![CDATA[<&]]></b></s:R>");
  BOOST_REQUIRE(tree);
  BOOST_TEST(tree->name == "R");
  BOOST_TEST(tree->children.size() == 3u);
  BOOST_TEST(tree->text_of("a") == "x&yz");
  BOOST_TEST(tree->text_of("b") == "<&");
  BOOST_TEST(tree->text_of("c") == "");
  BOOST_TEST(parse_xml(nested(16)).has_value());
  BOOST_TEST(parse_xml("<a>" + base::escape_markup("<&>\"'") + "</a>")->text == "<&>\"'");
}

BOOST_AUTO_TEST_CASE(lists) {
  const auto page = parse_page(
      "<ListBucketResult xmlns='http://s3.amazonaws.com/doc/2006-03-01/'><EncodingType>url</EncodingType>"
      "<IsTruncated>true</IsTruncated><NextContinuationToken>t/+=</NextContinuationToken>"
      "<Contents><Key>a%2Fb+c%0A</Key><Size>12</Size><LastModified>2009-10-12T17:50:30.123Z</LastModified></Contents>"
      "<Contents><Key>100%</Key><Size>0</Size><LastModified>yesterday</LastModified></Contents></ListBucketResult>");
  BOOST_REQUIRE(page);
  BOOST_TEST(page->next == "t/+=");
  BOOST_REQUIRE(page->objects.size() == 2u);
  BOOST_TEST(page->objects[0].key == "a/b c\n");
  BOOST_TEST(page->objects[0].size == 12u);
  BOOST_TEST(page->objects[0].modified_ms == 1255369830123);
  BOOST_TEST(page->objects[1].key == "100%");
  BOOST_TEST(page->objects[1].modified_ms == 0);
  const auto plain = parse_page(
      "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a+b%41</Key>"
      "<Size>1</Size></Contents></ListBucketResult>");
  BOOST_REQUIRE(plain);
  BOOST_TEST(plain->objects.at(0).key == "a+b%41");
}

BOOST_AUTO_TEST_CASE(lists_that_are_refused) {
  const auto list = [](const std::string& inside) {
    return "<ListBucketResult><IsTruncated>false</IsTruncated>" + inside + "</ListBucketResult>";
  };
  for (const std::string& xml :
       {std::string("<Error><Code>X</Code></Error>"), std::string("<html/>"), std::string("<ListBucketResult/>"),
        std::string("<ListBucketResult><IsTruncated>maybe</IsTruncated></ListBucketResult>"),
        std::string("<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>"),
        "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>" + std::string(5000, 'a') +
            "</NextContinuationToken></ListBucketResult>",
        list("<Contents/>"), list("<Contents><Key>a</Key></Contents>"), list("<Contents><Size>1</Size></Contents>"),
        list("<Contents><Key>a</Key><Size>-1</Size></Contents>"),
        list("<Contents><Key>a</Key><Size>1e3</Size></Contents>"),
        list("<Contents><Key>a</Key><Size>99999999999999999999</Size></Contents>")}) {
    const auto page = parse_page(xml);
    BOOST_TEST(!page, xml.substr(0, 200));
  }
}

BOOST_AUTO_TEST_CASE(faults_are_one_short_line) {
  const auto fault = parse_fault("<Error><Code>Slow\nDown</Code><Message>" + std::string(199, 'a') +
                                 "\xc3\xa4\xc3\xa4</Message><Region>eu</Region></Error>");
  BOOST_TEST(fault.code == "Slow Down");
  BOOST_TEST(fault.message == std::string(199, 'a'));
  BOOST_TEST(fault.region == "eu");
  for (const char* none : {"", "<html><Code>X</Code></html>", "<Error>", "<Error/>"}) {
    BOOST_TEST(parse_fault(none).code == "", none);
  }
}

BOOST_AUTO_TEST_CASE(uploads_and_deletes) {
  BOOST_TEST(*parse_upload_id(
                 "<InitiateMultipartUploadResult><UploadId>x/y</UploadId></InitiateMultipartUploadResult>") == "x/y");
  for (const std::string& xml :
       {std::string("<InitiateMultipartUploadResult/>"), std::string("<Other><UploadId>x</UploadId></Other>"),
        "<InitiateMultipartUploadResult><UploadId>" + std::string(3000, 'x') +
            "</UploadId></InitiateMultipartUploadResult>"}) {
    BOOST_TEST(!parse_upload_id(xml), xml.substr(0, 80));
  }
  BOOST_TEST(parse_undeleted("<DeleteResult/>")->empty());
  const auto left = parse_undeleted(
      "<DeleteResult><Error><Key>a</Key><Code>AccessDenied</Code></Error><Error><Key>b</Key><Code>NoSuchKey</Code></"
      "Error>"
      "</DeleteResult>");
  BOOST_TEST(*left == (std::vector<std::string>{"a: AccessDenied"}), boost::test_tools::per_element());
  BOOST_TEST(!parse_undeleted("<Error/>"));
  BOOST_TEST(
      parse_completed("<CompleteMultipartUploadResult><ETag>\"e\"</ETag></CompleteMultipartUploadResult>")->etag ==
      "\"e\"");
  BOOST_TEST(parse_completed("<Error><Code>InternalError</Code></Error>")->fault.code == "InternalError");
  BOOST_TEST(!parse_completed("<Error/>")->fault.code.empty());
  BOOST_TEST(!parse_completed(""));
  BOOST_TEST(!parse_completed("<html/>"));
}

BOOST_AUTO_TEST_CASE(content_ranges) {
  const auto range = parse_content_range("bytes 2-5/10");
  BOOST_REQUIRE(range);
  BOOST_TEST(range->first == 2u);
  BOOST_TEST(range->last == 5u);
  BOOST_TEST(range->whole == 10u);
  for (const char* text : {"", "bytes", "bytes 2-5", "bytes 2-5/", "bytes 2-5/*", "bytes */10", "2-5/10", "bytes -5/10",
                           "bytes 2-/10", "bytes 5-2/10", "bytes 2-10/10", "bytes -1-5/10", "bytes 2--5/10",
                           "bytes 2-5/-10", "bytes a-b/c", "bytes 2/5-10", "bytes 0-99999999999999999999/10"}) {
    BOOST_TEST(!parse_content_range(text), text);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::blobs
