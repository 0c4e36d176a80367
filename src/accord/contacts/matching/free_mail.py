"""Domains that belong to nobody's company, and local parts that belong to nobody in a company."""

# Mailbox providers and access providers whose domains are sold to anyone: sharing one proves nothing.
FREE_MAIL = frozenset(
    """
    126.com 163.com 139.com 189.cn aim.com aliyun.com alice.it aol.com aol.de arcor.de att.net bellsouth.net
    bigpond.com bigpond.net.au bk.ru bluewin.ch bol.com.br btinternet.com btopenworld.com centrum.cz charter.net
    chello.at chello.nl cloud.com comcast.net cox.net daum.net docomo.ne.jp duck.com earthlink.net email.cz
    email.com email.de eircom.net ezweb.ne.jp fastmail.com fastmail.fm foxmail.com free.fr freemail.hu freenet.de
    frontier.com gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net googlemail.com globo.com
    hanmail.net hetnet.nl home.nl hotmail.be hotmail.ca hotmail.ch hotmail.co.jp hotmail.co.uk hotmail.com
    hotmail.com.ar hotmail.com.br hotmail.de hotmail.es hotmail.fr hotmail.it hotmail.nl hotmail.se hush.com
    hushmail.com i.ua icloud.com ig.com.br inbox.com inbox.lv inbox.ru interia.pl juno.com kpnmail.nl laposte.net
    libero.it list.ru live.at live.be live.ca live.co.uk live.com live.com.au live.com.mx live.de live.dk live.fi
    live.fr live.ie live.it live.nl live.no live.se lycos.com mac.com mail.bg mail.com mail.de mail.dk mail.ee
    mail.ru mailbox.org me.com msn.com nate.com naver.com neuf.fr ntlworld.com o2.pl onet.pl online.de online.no
    optonline.net optusnet.com.au orange.fr outlook.at outlook.com outlook.com.br outlook.de outlook.dk outlook.es
    outlook.fr outlook.ie outlook.it outlook.jp planet.nl pm.me post.cz posteo.de proton.me protonmail.ch
    protonmail.com prodigy.net.mx qq.com rediffmail.com rocketmail.com rogers.com sapo.pt sbcglobal.net
    seznam.cz sfr.fr shaw.ca sina.cn sina.com skynet.be sky.com sohu.com softbank.ne.jp sympatico.ca
    t-online.de talktalk.net telefonica.net telenet.be telia.com telus.net terra.com.br terra.es tin.it tiscali.co.uk
    tiscali.it tuta.com tuta.io tutanota.com ukr.net uol.com.br upcmail.nl usa.net verizon.net videotron.ca
    virgilio.it virgin.net virginmedia.com volny.cz vip.qq.com walla.co.il walla.com wanadoo.es wanadoo.fr
    web.de wp.pl xs4all.nl xtra.co.nz ya.ru yahoo.at yahoo.ca yahoo.ch yahoo.cn yahoo.co.id yahoo.co.in
    yahoo.co.jp yahoo.co.kr yahoo.co.nz yahoo.co.uk yahoo.co.za yahoo.com yahoo.com.ar yahoo.com.au yahoo.com.br
    yahoo.com.cn yahoo.com.hk yahoo.com.mx yahoo.com.my yahoo.com.ph yahoo.com.sg yahoo.com.tr yahoo.com.tw
    yahoo.com.vn yahoo.de yahoo.dk yahoo.es yahoo.fi yahoo.fr yahoo.gr yahoo.ie yahoo.in yahoo.it yahoo.nl
    yahoo.no yahoo.pl yahoo.pt yahoo.ro yahoo.se yandex.com yandex.ru yeah.net ymail.com zeelandnet.nl ziggo.nl
    zoho.com zohomail.com mailinator.com guerrillamail.com 10minutemail.com trashmail.com yopmail.com
    """.split()
)

# Addresses read by whoever is on duty.
ROLE_PARTS = frozenset(
    """
    abuse account accounting accounts admin administration administrator admissions advertising all anfrage
    ap applications ar bestellung billing board booking bookings bounce bounces buchhaltung careers commercial
    compliance compras comercial comptabilite contact contacto contactus contato crm customer customercare
    customerservice customers datenschutz devnull direction do-not-reply donotreply dpo einkauf email empfang
    enquiries enquiry events everyone facturacion faktura feedback finance ftp gdpr general hello help helpdesk
    hola hostmaster hr info information inkoop inquiries inquiry invoice invoices it jobs kontakt kundenservice
    legal list logistics mail mailer-daemon manager marketing media news newsletter no-reply noc nobody noreply
    notifications office operations ops orders partner partners personal post postmaster press presse privacy
    procurement purchasing reception recruiting recruitment registration rechnung reply root sales secretariat
    security seo service services shop spam staff subscribe suporte support team tech technical test tickets
    undisclosed-recipients unsubscribe usenet user ventas verkauf verkoop vertrieb webmaster welcome www
    """.split()
)
