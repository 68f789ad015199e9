import sys
def publish(own, address):
    from search.whoosh.snapshot import open_snapshot
    from opensearchpy import helpers
    from index.opensearch.documents import StoredArticle, article_document, gone_document
    from index.opensearch.mapping import index_body
    from index.opensearch.manifest import Manifest, cluster_schema
    from index.opensearch.connection import connect
    from index.text.words import Segmenter
    s=open_snapshot(own); cat=s.catalog; c=connect(address)
    name=f"{address.name}-{s.name}-{s.generation.seal[:8]}"
    if c.indices.exists(index=name): return
    c.indices.create(index=name, body=index_body(shards=2,replicas=0))
    seg=publish.seg
    ids=set()
    def docs():
        for n in range(len(cat)):
            v=s.segments[int(cat.segment[n])]; aid=cat.ids[n].decode()
            ids.add(aid)
            yield {"_index":name,"_id":aid,"_source":article_document(StoredArticle(v.reader,int(cat.local[n]),int(cat.date[n]),cat.former(aid)),seg)}
        for aid in sorted({x.decode() for x in cat._file.strings("former.article")}-ids):
            yield {"_index":name,"_id":aid,"_source":gone_document(aid,cat.former(aid))}
    helpers.bulk(c,docs(),chunk_size=100)
    c.indices.refresh(index=name)
    a=s.about
    m=Manifest(name,a.articles,a.passages,a.corpus,a.dictionary,a.tokenizer,cluster_schema(),s.generation.seal,1,s.average_lengths,True)
    c.indices.put_mapping(index=name,body={"_meta":m.to_json()})
    c.indices.update_aliases(body={"actions":[{"remove":{"index":f"{address.name}-*","alias":address.name,"must_exist":False}},{"add":{"index":name,"alias":address.name}}]})
from index.text.words import Segmenter
publish.seg=Segmenter()
